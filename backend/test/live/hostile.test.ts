import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { PassThrough } from 'node:stream';
import { LIVE_PATH } from '@prompthub/protocol';
import { WebSocket } from 'ws';
import { startHub, type TestHub } from '../hub';
import { ReleaseTester } from '../releases/release-client';
import { LiveClient } from './live-client';

let hub: TestHub;
let tester: ReleaseTester;
let log = '';
const stream = new PassThrough().on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));

beforeAll(async () => {
  hub = await startHub({ logStream: stream });
  tester = await ReleaseTester.begin(hub, 'guarded');
});
afterAll(() => hub?.close());

const connect = () => LiveClient.connect(hub.url, { token: hub.users.viewer.token });
const address = (query: string) => `${hub.url.replace('http', 'ws')}${LIVE_PATH}/?${query}`;
const refusal = (code: string, status: number) => ({
  ok: false,
  problem: expect.objectContaining({ code, status, detail: expect.any(String) }),
});

/** After all that is sent to it, the hub still answers, and tells others what moves. */
afterEach(async () => {
  const client = await connect();
  await client.follow('acme/guarded');
  const commit = await tester.publish({ 'a.prompt': expect.getState().currentTestName ?? '' });
  expect(await client.next()).toMatchObject({ head: commit });
  client.close();
  expect((await hub.request('/health/ready')).status).toBe(200);
  expect(log).not.toContain(hub.users.viewer.token);
  expect(log).not.toContain('"level":50');
});

it('ten thousand subscriptions are refused after a hundred', async () => {
  for (let i = 0; i < 110; i++)
    await hub.dataSource.query(
      'INSERT INTO projects (id, organization_id, slug, name) VALUES (gen_random_uuid(), $1, $2, $2)',
      [hub.organization.id, `many-${i}`],
    );
  const client = await connect();
  const wanted = Array.from({ length: 10_000 }, (_, i) => ({
    organization: 'acme',
    project: `many-${i % 110}`,
  }));
  const answers = await Promise.all(wanted.map((one) => client.ask('subscribe', one)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(100);
  expect(answers.at(-1)).toEqual(refusal('too-many-subscriptions', 429));
  const [{ project }] = answers;
  expect(await client.ask('subscribe', { organization: 'acme', project: 'guarded' })).toMatchObject({
    ok: false,
  });
  await client.ask('unsubscribe', { project });
  await client.follow('acme/guarded');
  client.close();
});

it.each([
  undefined,
  null,
  7,
  'acme/guarded',
  [],
  {},
  { organization: 'acme' },
  { organization: 'acme', project: { $ne: 'x' } },
  { organization: '../..', project: "' OR 1=1 --" },
  { organization: 'acme', project: '\u0000' },
  { __proto__: { organization: 'acme' }, project: 'x'.repeat(65) },
])('the message %j is refused in words', async (body) => {
  const client = await connect();
  for (const message of ['subscribe', 'unsubscribe'])
    expect(await client.ask(message, body)).toEqual(refusal('validation-failed', 422));
  client.close();
});

it('messages that nobody knows, and those that want no answer, are no harm', async () => {
  const client = await connect();
  client.socket.emit('moved', { kind: 'label' });
  client.socket.emit('drop tables', Buffer.alloc(1_000));
  client.socket.emit('subscribe', { organization: 'acme', project: 'guarded' });
  client.socket.emit('subscribe');
  await client.follow('acme/guarded');
  client.close();
});

it('leaving a project that was never followed leaves nothing else', async () => {
  const client = await connect();
  await client.follow('acme/guarded');
  for (const project of [hub.project.id, client.socket.id, `account ${hub.users.viewer.id}`])
    await client.ask('unsubscribe', { project });
  const commit = await tester.publish({ 'a.prompt': 'still told' });
  expect(await client.next()).toMatchObject({ head: commit });
  client.close();
});

it.each([
  ['a message of 17 kB', Buffer.from(`42["subscribe","${'x'.repeat(17_000)}"]`)],
  ['a message of 20 MB', Buffer.alloc(20_000_000, '4')],
  ['bytes that are no packet', Buffer.from([0, 255, 254, 1, 2, 3])],
  ['an event that is no JSON', '42["subscribe",{'],
  ['an event with the name of another', '42["connect"]'],
  ['an event of another namespace', '42/admin,["subscribe",{}]'],
  ['a packet of a type that there is not', '9'],
  ['ten thousand attachments', '45999999-["subscribe",{"_placeholder":true,"num":0}]'],
])('%s closes the connection that it came over, or is passed over', async (_name, frame) => {
  const raw = new WebSocket(address('EIO=4&transport=websocket'));
  await once(raw, 'message');
  raw.send(`40${JSON.stringify({ token: hub.users.viewer.token })}`);
  const [answer] = (await once(raw, 'message')) as [Buffer];
  expect(answer.toString()).toMatch(/^40\{"sid"/);
  const closed = once(raw, 'close');
  raw.on('error', () => undefined);
  raw.send(frame, { binary: typeof frame !== 'string' });
  // Where it was passed over, this ends the connection.
  raw.send('41');
  raw.close();
  await closed;
});

it('who says nothing after connecting, or speaks out of turn, follows nothing', async () => {
  const raw = new WebSocket(address('EIO=4&transport=websocket'));
  await once(raw, 'message');
  const closed = once(raw, 'close');
  raw.send('420["subscribe",{"organization":"acme","project":"guarded"}]');
  await closed;
});

it.each(['EIO=4&transport=polling', 'EIO=3&transport=websocket', 'transport=websocket', ''])(
  'another transport or protocol is refused: %s',
  async (query) => {
    const answer = await fetch(`${hub.url}${LIVE_PATH}/?${query}`);
    expect(answer.status).toBe(400);
    const raw = new WebSocket(address(query));
    const said = jest.fn();
    raw.on('message', said).on('error', () => undefined);
    await new Promise((resolve) => raw.once('close', resolve));
    expect(said).not.toHaveBeenCalled();
  },
);

/** As some clients do at every first request (RFC 7540 §3.2; obsolete, and still about). */
it.each(['h2c', 'websocket', 'TLS/1.3'])(
  'a request elsewhere that offers %s is answered as if it did not',
  async (upgrade) => {
    const url = new URL('/health/live', hub.url);
    const asked = request(url, {
      headers: { connection: 'Upgrade, HTTP2-Settings', upgrade, 'http2-settings': '' },
    });
    asked.end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    response.resume();
  },
);

/** As if so many labels with long names had moved at once. */
function tellOften(project: string, from: number, to: number): Promise<unknown> {
  return hub.dataSource.query(
    `SELECT pg_notify('prompthub_live', jsonb_build_object('kind', 'label', 'project', $1::text, 'path', null, 'commit', null,
       'name', n || repeat('x', 7000))::text) FROM generate_series($2::integer, $3::integer) AS n`,
    [project, from, to],
  );
}

it('who does not read what they are told is cut off, and others are told all of it', async () => {
  const raw = new WebSocket(address('EIO=4&transport=websocket')).on('error', () => undefined);
  await once(raw, 'message');
  raw.send(`40${JSON.stringify({ token: hub.users.viewer.token })}`);
  await once(raw, 'message');
  raw.send('420["subscribe",{"organization":"acme","project":"guarded"}]');
  await once(raw, 'message');
  raw.pause();
  const client = await connect();
  const project = await client.follow('acme/guarded');
  // More than the buffers of a connection hold; at a time no more than may wait for one that reads.
  const [portions, portion] = [8, 500];
  for (let n = 1; n <= portions * portion; n++) {
    if (n % portion === 1) await tellOften(project, n, n + portion - 1);
    expect(await client.next()).toMatchObject({ name: expect.stringMatching(new RegExp(`^${n}x`)) });
  }
  const closed = once(raw, 'close');
  raw.resume();
  expect(await closed).toEqual([1006, expect.anything()]);
  client.close();
});

it('more connections than an account may have are refused, and places become free again', async () => {
  const clients = await Promise.all(Array.from({ length: 999 }, () => connect()));
  const last = await connect();
  await expect(connect()).rejects.toMatchObject({ problem: { status: 429, code: 'too-many-connections' } });
  await LiveClient.connect(hub.url, { token: hub.users.editor.token }).then((client) => client.close());
  for (const client of [...clients, last]) client.close();
  let client: LiveClient | undefined;
  while (!client) client = await connect().catch(() => undefined);
  client.close();
}, 60_000);
