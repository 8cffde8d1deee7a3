import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { ChildHub } from '../../backend/test/child-hub';
import { startTestCluster } from '../../backend/test/embedded-postgres';
import { hubAt, startHub, type TestHub } from '../../backend/test/hub';
import { RoundRobin } from '../../backend/test/live/round-robin';
import { ownerQuery } from '../../backend/test/owner-query';
import { RegistryClient } from '../../backend/test/registry/registry-client';
import { ReleaseTester } from '../../backend/test/releases/release-client';
import { HubError, PromptClient, type PromptSelector } from '../../client/src/index';

/**
 * Applications that keep what they have for ever unless they are told, behind one address of two hubs. Whatever is moved
 * through either of them, and whatever is cut meanwhile, they come to give what the hub says.
 */
const PATHS = ['a.prompt', 'b.prompt'];
const SELECTORS: readonly PromptSelector[] = [
  { environment: 'development' },
  { environment: 'staging' },
  { label: 'stable' },
];
const WANTED = PATHS.flatMap((path) => SELECTORS.map((selector) => ({ path, selector })));

let cluster: Awaited<ReturnType<typeof startTestCluster>>;
let hub: TestHub;
let other: ChildHub;
let balancer: RoundRobin;
/** Through either hub. */
let testers: ReleaseTester[];
let commits: string[];
let clients: PromptClient[];

beforeAll(async () => {
  cluster = await startTestCluster();
  process.env['PROMPTHUB_TEST_POSTGRES'] = cluster.url('postgres');
  hub = await startHub();
  other = await ChildHub.start(hub.config);
  balancer = await RoundRobin.start([hub.url, other.url]);
  const tester = await ReleaseTester.begin(hub, 'pushed');
  testers = [tester, new ReleaseTester(new RegistryClient(hubAt(hub, other.url), 'editor', 'acme/pushed'))];
  commits = [];
  for (const text of ['1', '2', '3'])
    commits.push(await tester.publish({ 'a.prompt': text, 'b.prompt': text }));
  clients = Array.from({ length: 4 }, () => {
    const options = { hub: balancer.url, project: 'acme/pushed', token: hub.users.viewer.token };
    // Never old, so that only what is told can change anything; and pauses are short, as all of them are random.
    return new PromptClient({ ...options, freshMs: 1e9 }, { random: () => 0.01 });
  });
}, 120_000);
afterAll(async () => {
  clients?.forEach((client) => client.close());
  await balancer?.close();
  await other?.kill();
  await hub?.close();
  await cluster?.stop();
});

const version = fc.nat({ max: 2 });
const where = { through: fc.nat({ max: 1 }), environment: fc.constantFrom('development', 'staging') };
const path = fc.constantFrom(...PATHS);
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('deploy' as const), ...where, version, path: fc.option(path) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('roll back' as const), ...where, path: fc.option(path) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), ...where }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('label' as const), ...where, version, path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unlabel' as const), ...where, path }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), what: fc.constantFrom('clients', 'hubs') }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Moves that the rules refuse (what is there already, say) are none. */
async function take(next: Step): Promise<void> {
  if (next.do === 'cut') {
    if (next.what === 'clients') balancer.cut();
    else await deafen();
    return;
  }
  const tester = testers[next.through] as ReleaseTester;
  const ref = 'version' in next ? commits[next.version] : null;
  const given = 'path' in next && next.path !== null ? { path: next.path } : {};
  if (next.do === 'deploy' || next.do === 'withdraw')
    await tester.deploy(next.environment, { ref, ...given });
  if (next.do === 'roll back') await tester.rollBack(next.environment, given);
  if (next.do === 'label') await tester.label('stable', { ref, ...given, why: 'because' });
  if (next.do === 'unlabel') await tester.send('DELETE', `labels/stable?path=${next.path}`);
}

/** Ends the connections over which the hubs hear their database. */
function deafen(): Promise<unknown> {
  return ownerQuery(
    hub,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'prompthub live'`,
  );
}

type Wanted = (typeof WANTED)[number];

/** What is to be had, as the hub says. */
async function truth({ path: asked, selector }: Wanted): Promise<string> {
  const query = Object.fromEntries(Object.entries(selector)) as Record<string, string>;
  const { status, body } = await (testers[0] as ReleaseTester).prompt({ path: asked, ...query });
  return status === 200 ? body.commit : body.code;
}

async function given(client: PromptClient, { path: asked, selector }: Wanted): Promise<string> {
  try {
    return (await client.getPrompt(asked, selector)).commit;
  } catch (error) {
    if (error instanceof HubError) return error.code;
    // The balancer was cut under this very request.
    return String(error);
  }
}

/** Until all clients give what the hub says; a client that was told too little never does. */
async function expectAgreement(): Promise<void> {
  for (const wanted of WANTED) {
    const right = await truth(wanted);
    for (const client of clients) {
      let last = await given(client, wanted);
      for (; last !== right; last = await given(client, wanted)) await setImmediate();
    }
  }
}

it('after the last move every application comes to give what the hub says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      for (const next of steps) await take(next);
      await expectAgreement();
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 300_000);

it('also when one of the hubs is killed', async () => {
  await testers[0]?.deploy('staging', { ref: commits[0] });
  await expectAgreement();
  await other.kill();
  await testers[0]?.deploy('staging', { ref: commits[1] });
  await expectAgreement();
}, 120_000);
