/**
 * How soon an application knows that a label moved, when it is connected to another hub than the one that moved it: from the
 * request to the event at the client, and to the new text in the SDK, for which the hubs have one address. Beside it the least that could do it: two bare servers that
 * write one row, NOTIFY in its transaction, LISTEN, and pass it on over `ws`. In turns, on one PostgreSQL; at each server a hundred others
 * are connected.
 *
 *   npm run bench -- push [--moves 300]
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, built } from './lib/built.mjs';
import { withCluster } from './lib/cluster.mjs';
import { HubClient as Http } from './lib/hub-client.mjs';
import { report } from './lib/report.mjs';
import { roundRobin } from './lib/round-robin.mjs';
import { startHub, startServer } from './lib/server-process.mjs';
import { median, p95, percentile } from './lib/statistics.mjs';

const { values } = parseArgs({ options: { moves: { type: 'string', default: '300' } } });
const moves = Math.max(40, Number(values.moves) || 300);
const OTHERS = 100;
const PATH = 'reply.prompt';

const require = createRequire(path.join(ROOT, 'backend/package.json'));
const { WebSocket } = require('ws');
const { HubClient, PromptClient } = createRequire(path.join(ROOT, 'client/package.json'))(
  built('client/dist/index.js'),
);

await withCluster(async (cluster) => {
  const first = await startHub(cluster);
  const { ownerUrl } = first;
  const second = await startServer('serve-hub.mjs', { ownerUrl, another: true });
  const bare = [await startServer('serve-bare-push.mjs', { ownerUrl })];
  bare.push(await startServer('serve-bare-push.mjs', { ownerUrl }));
  const http = new Http(first);
  const together = await roundRobin([first.port, second.port]);
  try {
    await measure({ ours: await hubs({ first, second, together, http }), theirs: await bareServers(bare) });
  } finally {
    http.close();
    together.close();
    for (const { child } of [first, second, ...bare]) child.kill('SIGKILL');
  }
});
process.exit();

async function measure({ ours, theirs }) {
  const times = { event: [], text: [], bare: [] };
  for (let move = -20; move < moves; move++) {
    const round = { ...(await ours(move)), bare: await theirs(move) };
    if (move >= 0) for (const [name, time] of Object.entries(round)) times[name].push(time);
  }
  const reference = {
    name: 'bare: a row, NOTIFY, LISTEN, ws',
    value: median(times.bare),
    spread: p95(times.bare, 'ms'),
  };
  const spread = (list) => p95(list, 'ms');
  report({
    figure: 'push: label moved at one hub → event at a client of the other',
    ...{ value: median(times.event), unit: 'ms', spread: spread(times.event), reference },
    aim: { ratioAtMost: 4 },
  });
  report({
    figure: 'push: label moved → the SDK gives the new text, two hubs behind one address, p95',
    ...{ value: percentile(times.text, 0.95), unit: 'ms', spread: `p50 ${median(times.text).toFixed(0)} ms` },
    reference: { ...reference, value: percentile(times.bare, 0.95), spread: undefined },
    aim: { atMost: 2_000 },
  });
}

/** @returns what moves the label through the first hub, and measures at the second one. */
async function hubs({ first, second, together, http }) {
  const token = await http.personalToken(['read']);
  const commits = [];
  for (const content of ['one', 'two']) {
    const changes = [{ path: PATH, content }];
    const { commit } = await http.post('commits', {
      parent: commits.at(-1) ?? null,
      message: content,
      changes,
    });
    commits.push(commit.id);
  }
  await http.put('labels/stable', { path: PATH, ref: commits[1], why: 'benchmark' });
  const address = (hub) => `http://127.0.0.1:${hub.port}`;
  for (const hub of [first, second])
    for (let i = 0; i < OTHERS; i++) await followed(address(hub), token, () => undefined);
  let heard = () => undefined;
  await followed(address(second), token, (event) => heard(event));
  const options = { hub: together.url, project: 'bench/prompts', token, freshMs: 1e9 };
  const prompts = new PromptClient(options);
  const text = async () => (await prompts.getPrompt('reply', { label: 'stable' })).commit;
  await text();
  return async (move) => {
    const ref = commits[Math.abs(move) % 2];
    const began = performance.now();
    const event = new Promise((resolve) => (heard = () => resolve(performance.now() - began)));
    await http.put('labels/stable', { path: PATH, ref, why: 'benchmark' });
    const times = { event: await event };
    while ((await text()) !== ref) await new Promise(setImmediate);
    return { ...times, text: performance.now() - began };
  };
}

function followed(baseUrl, token, moved) {
  const project = new HubClient({ baseUrl, token: async () => token }).project('bench/prompts');
  return new Promise((resolve) => project.follow({ connected: resolve, moved }));
}

async function bareServers([first, second]) {
  let heard = () => undefined;
  for (const { port } of [first, second])
    for (let i = 0; i <= OTHERS; i++) {
      const socket = new WebSocket(`ws://127.0.0.1:${port}`);
      await once(socket, 'open');
      if (port === second.port && i === OTHERS) socket.on('message', () => heard());
    }
  return async (move) => {
    const began = performance.now();
    const event = new Promise((resolve) => (heard = () => resolve(performance.now() - began)));
    await fetch(`http://127.0.0.1:${first.port}/${move}`);
    return event;
  };
}
