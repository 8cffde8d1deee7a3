import { ChildHub } from '../child-hub';
import { startHub, type TestHub } from '../hub';
import { ReleaseTester } from '../releases/release-client';
import { LiveClient } from './live-client';
import { RoundRobin } from './round-robin';

let hub: TestHub;
let other: ChildHub;
let balancer: RoundRobin;
let project: string;
/** One at each hub. */
let clients: LiveClient[];

let tester: ReleaseTester;
let one: string;
let two: string;
const PATH = 'a.prompt';

beforeAll(async () => {
  hub = await startHub();
  other = await ChildHub.start(hub.config);
  balancer = await RoundRobin.start([hub.url, other.url]);
  tester = await ReleaseTester.begin(hub, 'pushed');
  one = await tester.publish({ [PATH]: '1', 'b.prompt': '1' });
  two = await tester.publish({ [PATH]: '2' });
  const connect = () => LiveClient.connect(balancer.url, { token: hub.users.viewer.token });
  clients = [await connect(), await connect()];
  [project = ''] = await Promise.all(clients.map((client) => client.follow('acme/pushed')));
}, 60_000);
afterAll(async () => {
  clients?.forEach((client) => client.close());
  await balancer?.close();
  await other?.kill();
  await hub?.close();
});

/** What the clients of both hubs are told next. */
const told = () => Promise.all(clients.map((client) => client.next()));
async function expectTold(event: Record<string, unknown>): Promise<void> {
  expect(await told()).toEqual([
    { project, ...event },
    { project, ...event },
  ]);
}
async function done(answer: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await answer;
  if (status >= 300) throw new Error(text);
}
const environment = (name: string, commit: string | null, path: string | null = null) =>
  expectTold({ kind: 'environment', name, path, commit });
const label = (commit: string | null) => expectTold({ kind: 'label', name: 'stable', path: PATH, commit });

describe('a move through one hub is seen by the clients of both', () => {
  it('of what an environment runs', async () => {
    await done(tester.deploy('development', { ref: one }));
    await environment('development', one);
    await done(tester.deploy('development', { ref: two }));
    await environment('development', two);
    await done(tester.promote('staging', { from: 'development' }));
    await environment('staging', two);
    await done(tester.rollBack('development'));
    await environment('development', one);
    await done(tester.deploy('development', { ref: null }));
    await environment('development', null);
  });

  it('of what it runs of one prompt', async () => {
    await done(tester.deploy('staging', { ref: one, path: PATH }));
    await environment('staging', one, PATH);
    await done(tester.rollBack('staging', { path: PATH }));
    await environment('staging', null, PATH);
  });

  it('of a label', async () => {
    await done(tester.label('stable', { path: PATH, ref: one, why: 'tested' }));
    await label(one);
    await done(tester.label('stable', { path: PATH, ref: two, why: 'better' }));
    await label(two);
    await done(tester.send('POST', 'labels/stable/undo', { path: PATH, why: 'worse' }));
    await label(one);
    await done(tester.send('DELETE', `labels/stable?path=${PATH}`));
    await label(null);
  });

  it('of a branch', async () => {
    const branch = (head: string | null, name = 'side') => expectTold({ kind: 'branch', name, head });
    await done(tester.send('POST', 'branches', { name: 'side', from: one }));
    await branch(one);
    await done(tester.send('PUT', 'branches/side/head', { to: two, expectedHead: one }));
    await branch(two);
    const three = await tester.publish({ [PATH]: '3' }, { branch: 'side', parent: two });
    await branch(three);
    await done(tester.send('DELETE', 'branches/side'));
    await branch(null);
  });
});

it('nothing is told of what did not come about', async () => {
  expect(await tester.deploy('staging', { ref: one, expected: one })).toMatchObject({ status: 409 });
  expect(await tester.label('stable', { path: PATH, ref: 'nowhere', why: 'x' })).toMatchObject({
    status: 404,
  });
  await hub.dataSource
    .transaction(async (manager) => {
      await manager.query('UPDATE release_pointers SET commit_id = $1', [one]);
      throw new Error('taken back');
    })
    .catch(() => undefined);
  await done(tester.deploy('development', { ref: two }));
  await environment('development', two);
});

it('nothing is told of another project, nor after unsubscribing', async () => {
  const elsewhere = await ReleaseTester.begin(hub, 'elsewhere');
  const former = await LiveClient.connect(hub.url, { token: hub.users.viewer.token });
  await former.follow('acme/pushed');
  expect(await former.ask('unsubscribe', { project })).toEqual({ ok: true });
  await former.follow('acme/elsewhere');
  await done(tester.deploy('development', { ref: one }));
  const commit = await elsewhere.publish({ [PATH]: '1' });
  await done(tester.deploy('development', { ref: two }));
  expect(await former.next()).toMatchObject({ kind: 'branch', head: commit });
  await environment('development', one);
  await environment('development', two);
  former.close();
});

it('the longest path that there can be is told', async () => {
  const path = `${'€'.repeat(339)}.prompt`;
  const commit = await tester.publish({ [path]: '1' });
  await expectTold({ kind: 'branch', name: 'main', head: commit });
  await done(tester.deploy('staging', { ref: commit, path }));
  await environment('staging', commit, path);
});
