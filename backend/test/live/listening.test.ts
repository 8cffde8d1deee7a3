import { PassThrough } from 'node:stream';
import { createHub } from '../../src/main';
import { type TestHub, startHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { ReleaseTester } from '../releases/release-client';
import { LiveClient } from './live-client';

let hub: TestHub;
let tester: ReleaseTester;
let log: string;
beforeEach(async () => {
  log = '';
  hub = await startHub({
    logStream: new PassThrough().on('data', (chunk: Buffer) => (log += chunk.toString('utf8'))),
  });
  tester = await ReleaseTester.begin(hub, 'heard');
});
afterEach(() => hub?.close());

const connect = async () => {
  const client = await LiveClient.connect(hub.url, { token: hub.users.viewer.token });
  await client.follow('acme/heard');
  return client;
};
const LISTENERS = `SELECT pid FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'prompthub live'`;
const listeners = () => ownerQuery<{ pid: number }>(hub, LISTENERS);

it('a hub that no longer hears its database sends its clients away when it hears it again', async () => {
  const client = await connect();
  const [before] = await listeners();
  expect(await ownerQuery(hub, `SELECT pg_terminate_backend(pid) FROM (${LISTENERS}) AS one`)).toHaveLength(
    1,
  );
  await client.closed;
  const [after] = await listeners();
  expect(after?.pid).not.toBe(before?.pid);
  const again = await connect();
  const commit = await tester.publish({ 'a.prompt': '1' });
  expect(await again.next()).toMatchObject({ kind: 'branch', head: commit });
  again.close();
});

it('a hub that does not hear its database says once why, and once that it hears it again', async () => {
  const client = await connect();
  await ownerQuery(hub, `SELECT pg_terminate_backend(pid) FROM (${LISTENERS}) AS one`);
  await client.closed;
  const lines = log.split('\n').filter((line) => line.includes('"context":"DatabaseListener"'));
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      level: 40,
      msg: expect.stringContaining('Trying again'),
      err: expect.objectContaining({ errorCode: '57P01' }),
    }),
    expect.objectContaining({ level: 30, msg: expect.stringContaining('again') }),
  ]);
});

it('what somebody else says in the channel of the hubs is no harm', async () => {
  const client = await connect();
  for (const payload of ['', '{', 'null', '{"kind":"branch"}', '{"kind":"something newer"}'])
    await hub.dataSource.query('SELECT pg_notify($1, $2)', ['prompthub_live', payload]);
  const commit = await tester.publish({ 'a.prompt': '1' });
  expect(await client.next()).toMatchObject({ kind: 'branch', head: commit });
  client.close();
});

it('a hub that stops closes its connections to clients and to the database', async () => {
  const other = await createHub(hub.config);
  await other.listen(0, '127.0.0.1');
  const client = await LiveClient.connect(await other.getUrl(), { token: hub.users.viewer.token });
  expect(await listeners()).toHaveLength(2);
  await other.close();
  await client.closed;
  expect(await listeners()).toHaveLength(1);
});
