import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { LiveEvent } from '@prompthub/protocol';
import { build } from 'esbuild';
import type { Socket } from 'socket.io';
import { HubClient } from '../hub-client';
import { FakeClock } from '../testing/fake-clock';
import { FaultProxy, type Fault } from '../testing/fault-proxy';
import { labelMoved, LiveServer, PROJECT } from '../testing/live-server';
import { problemOf } from '../testing/registry-server';
import type { Following } from './project-follower';

let server: LiveServer;
let proxy: FaultProxy;
let clock: FakeClock;
let heard: (LiveEvent | 'connected')[];
let asked: (string | undefined)[];
const followings: Following[] = [];

beforeEach(async () => {
  server = await LiveServer.start();
  proxy = new FaultProxy(server.url);
  await proxy.start();
  clock = new FakeClock();
  [heard, asked] = [[], []];
});
afterEach(async () => {
  for (const following of followings.splice(0)) following.close();
  await proxy.stop();
  await server.close();
});

function follow({ hub = proxy.url, tokens = ['good'] as (string | undefined)[] } = {}): Following {
  const token = (refused?: string) => {
    asked.push(refused);
    return Promise.resolve(tokens[Math.min(asked.length, tokens.length) - 1]);
  };
  const listener = {
    connected: () => void heard.push('connected'),
    moved: (event: LiveEvent) => void heard.push(event),
  };
  const project = new HubClient({ baseUrl: hub, token }).project('acme/desk');
  const following = project.follow(listener, { clock, random: () => 0.999 });
  followings.push(following);
  return following;
}

/** Lets what is under way in the network happen until it is so. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setImmediate();
}
/** Lets an attempt fail, and the pause after it pass. */
async function again(milliseconds = 4_000): Promise<void> {
  await until(() => clock.pending === 1);
  await clock.advance(milliseconds);
}
const connections = (count: number) => () => heard.filter((one) => one === 'connected').length === count;

it('is told of what moves, in order, and what it does not know does no harm', async () => {
  follow();
  await until(connections(1));
  server.tell({ kind: 'something newer', project: 7 });
  server.tell(labelMoved('stable'));
  server.tell(labelMoved('canary'));
  await until(() => heard.length === 3);
  expect(heard).toEqual(['connected', labelMoved('stable'), labelMoved('canary')]);
});

it('works behind a path of a proxy', async () => {
  follow({ hub: `${proxy.url}/hubs/one` });
  expect((await proxy.nextRequest()).split(' ')[1]).toMatch(/^\/hubs\/one\/api\/v1\/live\//);
});

it.each([
  ['cut by the hub', (socket: Socket) => void socket.disconnect(true)],
  ['sent away by the hub', (socket: Socket) => void socket.disconnect()],
  ['cut by the network', () => proxy.stop().then(() => proxy.start())],
])('comes back when it was %s, and says so', async (_name, cut) => {
  const subscriber = server.subscriber();
  follow();
  await until(connections(1));
  await cut(await subscriber);
  await again();
  await until(connections(2));
  server.tell(labelMoved('stable'));
  await until(() => heard.length === 3);
  expect(heard[2]).toEqual(labelMoved('stable'));
});

it('asks for another token when its own was refused', async () => {
  follow({ tokens: ['bad', 'good'] });
  await again();
  await until(connections(1));
  expect([asked, server.tokens]).toEqual([
    [undefined, 'bad'],
    ['bad', 'good'],
  ]);
});

it('asks for another token when its session had ended', async () => {
  server.answer = { ok: false, problem: problemOf(401, 'unauthenticated') };
  const subscriber = server.subscriber();
  follow();
  await once(await subscriber, 'disconnect');
  server.answer = { ok: true, project: PROJECT };
  await again();
  await until(connections(1));
  expect(asked).toEqual([undefined, 'good']);
});

it('shows nothing while there is no token, and connects when there is one', async () => {
  follow({ tokens: [undefined, 'good'] });
  await again();
  expect(asked).toHaveLength(2);
  await until(connections(1));
});

it.each([
  ['refuses the project', { ok: false, problem: problemOf(404, 'not-found') }],
  ['does not answer for ten seconds', 'nothing'],
] as const)('is not connected while the hub %s', async (_name, answer) => {
  server.answer = answer;
  const subscriber = server.subscriber();
  follow();
  const ended = once(await subscriber, 'disconnect');
  if (answer === 'nothing') await clock.advance(10_000);
  await ended;
  expect(heard).toEqual([]);
  server.answer = { ok: true, project: PROJECT };
  await again();
  await until(connections(1));
});

const FAULTS: readonly (readonly [name: string, fault: Fault])[] = [
  ['an older hub', { kind: 'say', bytes: 'HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n' }],
  [
    'a proxy that lets no WebSocket through',
    { kind: 'say', bytes: 'HTTP/1.1 400 No\r\nconnection: close\r\n\r\n' },
  ],
  ['a page', { kind: 'say', bytes: 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<h1>Hello</h1>' }],
  ['a redirect', { kind: 'say', bytes: 'HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\n\r\n' }],
  ['bytes that are no HTTP', { kind: 'say', bytes: '\u0000\u0001\u0002 220 smtp ready\r\n' }],
  ['an answer cut in its head', { kind: 'cut', after: 40 }],
  ['a connection cut as it begins', { kind: 'cut', after: 240 }],
  ['a reset', { kind: 'reset', after: 0 }],
  ['frames that are none', { kind: 'swap', text: '"sid"', by: '"si\u0000\u0000' }],
];

it.each(FAULTS)('%s is no error, and is tried less and less often', async (_name, fault) => {
  proxy.fault = fault;
  follow();
  const pauses: number[] = [];
  for (let attempt = 1; attempt <= 10; attempt++) {
    await until(() => asked.length === attempt && clock.pending === 1);
    const before = clock.now();
    while (asked.length === attempt) await clock.advance(500);
    pauses.push(clock.now() - before);
  }
  expect(heard).toEqual([]);
  expect(pauses.slice(0, 3)).toEqual([1_000, 2_000, 4_000]);
  expect(Math.max(...pauses)).toBe(120_000);
  await until(() => clock.pending === 1);
  proxy.fault = { kind: 'none' };
  await again(120_000);
  await until(connections(1));
});

it('a hub that nobody can reach is no error either', async () => {
  follow();
  await proxy.stop();
  await again();
  await again();
  expect(heard).toEqual([]);
  await until(() => clock.pending === 1);
  await proxy.start();
  await again(120_000);
  await until(connections(1));
});

it('ends when it is closed, whatever it is doing', async () => {
  const following = follow();
  following.close();
  await setImmediate();
  follow();
  await until(connections(1));
  const [socket] = [followings[1]];
  socket?.close();
  await clock.advance(1_000_000);
  expect([heard, clock.pending, asked.length]).toEqual([['connected'], 0, 2]);
});

it('keeps no process alive', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prompthub-follow-'));
  const outfile = join(folder, 'application.cjs');
  await build({
    stdin: {
      resolveDir: __dirname,
      loader: 'ts',
      contents: `import { HubClient } from '../index';
        const hub = new HubClient({ baseUrl: process.argv[2]!, token: () => Promise.resolve('good') });
        hub.project('acme/desk').follow({
          connected: () => console.log('connected'),
          moved: () => console.log('moved'),
        });
        const wait = setInterval(() => undefined, 1_000);
        process.stdout.on('drain', () => undefined);
        console.log = (text) => process.stdout.write(text, () => clearInterval(wait));`,
    },
    ...{ bundle: true, outfile, platform: 'node', conditions: ['prompthub-source'], logLevel: 'silent' },
  });
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [outfile, server.url]);
    expect(stdout).toBe('connected');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
