import { setImmediate as tick } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { createBudget } from '@prompthub/protocol';
import fc from 'fast-check';
import type { ExecutionLedger } from '../../src/spending/execution-ledger';
import type { HubLife } from '../../src/spending/hub-life';
import { countersAndTruth } from './brute-force';
import { type Fate, FaultyDatabase } from './faulty-database';
import { ENVIRONMENTS, PATHS, World } from './ledgers';

// Hubs in one process, each with a way to the database of its own that loses statements and answers; some are killed in the
// middle, some are wrongly taken for dead. Real processes are in four-hubs.test.ts.

const RUNS = process.env['PROMPTHUB_FULL'] ? 1000 : 50;
const NANO = 1e-9;

let world: World;
beforeAll(async () => {
  // Queues say when they wait for the database, which they do here all the time.
  Logger.overrideLogger(false);
  world = await World.make();
});
afterAll(() => world?.close());

const user = fc.nat(2);
const path = fc.constantFrom(...PATHS);
const environment = fc.constantFrom(...ENVIRONMENTS);
const project = fc.nat(1);
const scope = fc.oneof(
  fc.record({ scope: fc.constant('organization' as const) }),
  fc.record({ scope: fc.constant('project' as const), project }),
  fc.record({ scope: fc.constant('user' as const), user: fc.option(user) }),
  fc.record({ scope: fc.constant('key' as const), key: fc.option(user) }),
  fc.record({ scope: fc.constant('prompt' as const), project, path }),
  fc.record({ scope: fc.constant('environment' as const), project, environment }),
);
const budget = fc.record({
  scope,
  period: fc.constantFrom('day' as const, 'month' as const),
  limit: fc.nat(3000),
  hard: fc.boolean(),
});
type Budget = typeof budget extends fc.Arbitrary<infer T> ? T : never;

const call = fc.record({
  hub: fc.nat(3),
  project,
  user,
  withKey: fc.boolean(),
  path,
  environment: fc.option(environment, { nil: undefined }),
  begins: fc.nat(30),
  lasts: fc.nat(20),
  attempts: fc.array(
    fc.record({
      worst: fc.option(fc.nat(400), { freq: 20 }),
      /** Of the worst; null: nobody knows. */
      share: fc.option(fc.constantFrom(0, 0.1, 0.5, 1), { freq: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;

const run = fc.record({
  budgets: fc.array(budget, { minLength: 1, maxLength: 6 }),
  calls: fc.array(call, { minLength: 10, maxLength: 50, size: 'max' }),
  /** What becomes of the statements of each hub, over and over. Somewhere four in turn go well: a batch of settlements has as many. */
  fates: fc.array(
    fc
      .array(
        fc.oneof(
          { weight: 15, arbitrary: fc.constant<Fate>('well') },
          { weight: 1, arbitrary: fc.constantFrom<Fate>('refused', 'disk-full', 'answer-lost') },
        ),
        { minLength: 10, maxLength: 12 },
      )
      .filter((fates) => fates.filter((fate) => fate !== 'well').length < 3),
    { minLength: 4, maxLength: 4 },
  ),
  /** The ticks in which a hub is killed, or taken for dead though it lives. */
  killed: fc.array(fc.option(fc.nat(60), { freq: 2 }), { minLength: 4, maxLength: 4 }),
  mistaken: fc.array(fc.option(fc.nat(60), { freq: 2 }), { minLength: 4, maxLength: 4 }),
});

it('whatever happens, counters say what the attempts say, no hard budget is passed, and nothing is held for the dead', async () => {
  await fc.assert(
    fc.asyncProperty(run, async ({ budgets, calls, fates, killed, mistaken }) => {
      const ids = await setBudgets(budgets);
      const hubs = fates.map((each) => {
        let statement = 0;
        const way = new FaultyDatabase(world.dataSource, () => each[statement++ % each.length] ?? 'well');
        return { ...world.ledger(way.dataSource), way };
      });
      const undertaker = world.ledger().life;
      const observer = observe(ids);
      const running = Promise.all(
        calls.map((each) => Promise.race([make(each, hubs[each.hub]?.ledger), gone(killed[each.hub])])),
      );
      const ends = Promise.all(
        hubs.flatMap((hub, index) => [
          after(killed[index], () => Promise.resolve(hub.way.cut())),
          after(mistaken[index], () => declareDead(hub.life, undertaker)),
        ]),
      );
      await Promise.all([running, ends]);
      await Promise.all(
        hubs.filter((_hub, index) => killed[index] === null).map(({ queue }) => queue.flush()),
      );
      await Promise.all(hubs.map(({ way }) => way.quiet()));
      for (const [index, { life }] of hubs.entries()) if (killed[index] !== null) await world.bury(life);
      await undertaker.settleAbandoned();
      expect(await observer.stop()).toEqual([]);
      const { counters, truth, hard } = await countersAndTruth(world.dataSource, ids);
      expect(counters).toEqual(truth);
      for (const [key, sum] of Object.entries(counters)) {
        const [, reserved = '', settled = ''] = /^(\d+) reserved, (\d+) settled$/.exec(sum) ?? [];
        expect(reserved).toBe('0');
        const limit = hard.get(key.split(' ')[0] ?? '');
        if (limit !== undefined) expect(BigInt(settled) <= limit).toBe(true);
      }
      expect(await leftOver()).toEqual([]);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 3_000_000);

/** One call with its attempts. What is refused, or cannot be recorded, does not go out. */
async function make(given: Call, ledger: ExecutionLedger | undefined): Promise<void> {
  const execution = world.execution({
    projectId: world.projects[given.project] ?? '',
    userId: world.users[given.user] ?? '',
    tokenId: given.withKey ? world.tokens[given.user] : undefined,
    path: given.path,
    environment: given.environment,
  });
  await ticks(given.begins);
  let begun = false;
  for (const [index, { worst, share }] of given.attempts.entries()) {
    const number = index + 1;
    const bound =
      worst === null
        ? ({ unpriced: true } as const)
        : { costUsd: worst * NANO, inputTokens: 1, outputTokens: 1 };
    try {
      await ledger?.admit(execution, { number, model: 'echo/x', worst: bound });
    } catch {
      break;
    }
    begun = true;
    await ticks(given.lasts);
    const costUsd = worst === null || share === null ? undefined : Math.floor(worst * share) * NANO;
    ledger?.settleAttempt(execution.id, { number, costUsd, latencyMs: 1, waitMs: 0 });
  }
  if (begun) ledger?.finish(execution.id, { status: 'succeeded', usage: undefined, latencyMs: 1 });
}

async function setBudgets(budgets: readonly Budget[]): Promise<string[]> {
  await world.dataSource.query('UPDATE budgets SET deleted_at = now() WHERE deleted_at IS NULL');
  const ids = [];
  for (const { scope: given, period, limit, hard } of budgets) {
    const named = {
      ...given,
      ...('project' in given ? { project: `project-${given.project}` } : {}),
      ...('user' in given ? { user: given.user === null ? undefined : world.users[given.user] } : {}),
      ...('key' in given ? { key: given.key === null ? undefined : world.tokens[given.key] } : {}),
    };
    ids.push(await world.budget(createBudget.parse({ for: named, period, limitUsd: limit * NANO, hard })));
  }
  return ids;
}

/** Looks at the counters all the time, and gives back what it should not have seen. */
function observe(budgets: readonly string[]): { stop(): Promise<string[]> } {
  const seen = new Set<string>();
  let stopped = false;
  const looking = (async () => {
    do {
      const rows = await world.dataSource.query<{ what: string }[]>(
        `SELECT b.scope || ': ' || k.settled_nano || ' + ' || k.reserved_nano || ' of ' || b.limit_nano AS what
         FROM budget_counters k JOIN budgets b ON b.id = k.budget_id
         WHERE b.id = ANY($1) AND b.hard AND k.settled_nano + k.reserved_nano > b.limit_nano`,
        [budgets],
      );
      for (const { what } of rows) seen.add(what);
    } while (!stopped);
  })();
  return {
    stop: async () => {
      stopped = true;
      await looking;
      return [...seen];
    },
  };
}

async function declareDead(life: HubLife, undertaker: HubLife): Promise<void> {
  await world.bury(life);
  await undertaker.settleAbandoned();
}

const leftOver = async (): Promise<unknown[]> =>
  world.dataSource.query(
    `SELECT e.id, e.status, a.number FROM executions e LEFT JOIN execution_attempts a ON a.execution_id = e.id
     WHERE e.status = 'running' OR a.settled_at IS NULL AND a.number IS NOT NULL`,
  );

async function ticks(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await tick();
}

async function after(count: number | null | undefined, work: () => Promise<void>): Promise<void> {
  if (count === null || count === undefined) return;
  await ticks(count);
  await work();
}

/** A killed hub's calls end with it. */
async function gone(killedAt: number | null | undefined): Promise<void> {
  if (killedAt === null || killedAt === undefined) return new Promise(() => undefined);
  await ticks(killedAt + 1);
}
