import { type BudgetPeriod, type ChargeScope, createBudget } from '@prompthub/protocol';
import fc from 'fast-check';
import { storedChargeScope } from '../../src/spending/charge-scopes';
import { countEarlier } from '../../src/spending/earlier-spending';
import { countersAndTruth } from './brute-force';
import { ENVIRONMENTS, PATHS, World } from './ledgers';

const DAY_MS = 86_400_000;

let world: World;
beforeAll(async () => {
  world = await World.make();
});
afterAll(() => world?.close());

const attempt = fc.record({
  reserved: fc.option(fc.nat(1000)),
  cost: fc.option(fc.nat(1000)),
  settled: fc.boolean(),
});
const execution = fc.record({
  /** Before now: a day, or two months. */
  ageMs: fc.oneof(fc.nat(DAY_MS), fc.nat(62 * DAY_MS)),
  project: fc.nat(1),
  user: fc.nat(2),
  withKey: fc.boolean(),
  path: fc.constantFrom(...PATHS),
  environment: fc.option(fc.constantFrom(...ENVIRONMENTS)),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 3 }),
});
type Execution = typeof execution extends fc.Arbitrary<infer T> ? T : never;

const SCOPES: readonly ChargeScope[] = [
  { scope: 'organization' },
  { scope: 'project', project: 'project-0' },
  { scope: 'user' },
  { scope: 'key' },
  { scope: 'prompt', project: 'project-1', path: PATHS[0] },
  { scope: 'environment', project: 'project-0', environment: ENVIRONMENTS[0] },
];

it('a new budget counts what its period has cost so far, whoever it counts, and what comes then once', async () => {
  const mine: ChargeScope[] = [
    { scope: 'user', user: world.users[1] },
    { scope: 'key', key: world.tokens[2] },
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(execution, { maxLength: 30, size: 'max' }), async (executions) => {
      for (const each of executions) await store(each);
      for (const period of ['day', 'month'] as const) {
        const ids = [];
        for (const scope of [...SCOPES, ...mine]) ids.push(await newBudget(scope, period));
        const since = periodStart(period);
        const before = await countersAndTruth(world.dataSource, ids, since);
        expect(sums(before.counters)).toEqual(sums(before.truth));
        await call();
        const after = await countersAndTruth(world.dataSource, ids, since);
        expect(sums(after.counters)).toEqual(sums(after.truth));
      }
    }),
    { numRuns: 10, endOnFailure: true },
  );
}, 120_000);

/** What is still reserved for attempts from before the budget counts as spent. */
const sums = (counters: Record<string, string>): Record<string, bigint> =>
  Object.fromEntries(
    Object.entries(counters).map(([key, shown]) => {
      const [reserved = '', settled = ''] = shown.match(/\d+/g) ?? [];
      return [key, BigInt(reserved) + BigInt(settled)];
    }),
  );

async function call(): Promise<void> {
  const { ledger, queue } = world.ledger();
  const started = world.execution({ tokenId: world.tokens[0], environment: ENVIRONMENTS[0] });
  const worst = { costUsd: 9e-9, inputTokens: 1, outputTokens: 1 };
  await ledger.admit(started, { number: 1, model: 'echo/x', worst });
  ledger.settleAttempt(started.id, { number: 1, costUsd: 7e-9, latencyMs: 1, waitMs: 0 });
  ledger.finish(started.id, { status: 'succeeded', usage: undefined, latencyMs: 1 });
  await queue.flush();
}

async function newBudget(given: ChargeScope, period: BudgetPeriod): Promise<string> {
  const wanted = createBudget.parse({ for: given, period, limitUsd: 1, hard: true });
  const { manager } = world.dataSource;
  const id = await world.budget(wanted);
  const scope = await storedChargeScope(manager, world.organizationId, wanted.for);
  await countEarlier(manager, { ...scope, id, period, organization_id: world.organizationId });
  return id;
}

async function store({ ageMs, attempts, ...given }: Execution): Promise<void> {
  const at = Date.now() - ageMs;
  const hex = at.toString(16).padStart(12, '0');
  const tail = world.execution().id.slice(13);
  const id = `${hex.slice(0, 8)}-${hex.slice(8)}${tail}`;
  await world.dataSource.query(
    `INSERT INTO executions (id, project_id, user_id, token_id, path, environment, commit_id, model, status, hub_instance, started_at)
     VALUES ($1, $2, $3, $4, $5, $6, '', 'echo/x', 'running', $1, $7)`,
    [
      id,
      world.projects[given.project],
      world.users[given.user],
      given.withKey ? world.tokens[given.user] : null,
      given.path,
      given.environment,
      new Date(at),
    ],
  );
  for (const [index, { reserved, cost, settled }] of attempts.entries())
    await world.dataSource.query(
      `INSERT INTO execution_attempts (execution_id, number, model, reserved_nano, reserved_at, cost_nano, settled_at)
       VALUES ($1, $2, 'echo/x', $3, $4, $5, $6)`,
      [id, index + 1, reserved, new Date(at + index), settled ? cost : null, settled ? new Date() : null],
    );
}

function periodStart(period: BudgetPeriod): Date {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), period === 'day' ? now.getUTCDate() : 1));
}
