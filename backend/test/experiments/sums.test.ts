import type { Experiment } from '@prompthub/protocol';
import fc from 'fast-check';
import { figuresOf } from '../../src/experiments/experiment-figures';
import { writeCalls, writeExposures, writeOutcomes } from '../../src/experiments/write-observations';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { bruteForce } from './brute-force';
import { ExperimentTester } from './experiment-client';

let hub: TestHub;
let tester: ExperimentTester;
beforeAll(async () => {
  hub = await startHub();
  tester = await ExperimentTester.begin(hub, 'sums');
}, 60_000);
afterAll(() => hub?.close());

const SUBJECTS = 6;
const uuid = (kind: number, of: number, experiment: string): string =>
  `${kind.toString(16).padStart(4, '0')}${of.toString(16).padStart(4, '0')}-0000-4000-8000${experiment.slice(-13)}`;
const armOf = (subject: number): number => subject % 2;

const subject = fc.nat(SUBJECTS - 1);
const call = fc.record({
  subject,
  id: fc.nat(30),
  costUsd: fc.option(fc.double({ min: 0, max: 10, noNaN: true }), { nil: undefined }),
  latencyMs: fc.double({ min: 0, max: 1e5, noNaN: true }),
  tokens: fc.option(fc.nat(2_147_483_647), { nil: undefined }),
  failed: fc.boolean(),
});
const outcome = fc.oneof(
  fc.record({ subject, id: fc.nat(30), metric: fc.constant('solved'), value: fc.nat(1) }),
  fc.record({
    subject,
    id: fc.nat(30),
    metric: fc.constant('rating'),
    value: fc.integer({ min: -5, max: 5 }),
  }),
);
const batch = fc.oneof(
  fc.record({ calls: fc.array(call, { maxLength: 8 }) }),
  fc.record({ exposed: fc.array(subject, { maxLength: 4 }) }),
  fc.record({ outcomes: fc.array(outcome, { maxLength: 8 }), inside: fc.boolean() }),
);
type Batch = typeof batch extends fc.Arbitrary<infer T> ? T : never;
/** Two hubs write what they have at once, and again; then so many seconds pass. */
const round = fc.record({
  lanes: fc.tuple(fc.array(batch, { maxLength: 5 }), fc.array(batch, { maxLength: 5 })),
  seconds: fc.constantFrom(0, 20, 50, 3000, 5000, 8000),
});

/** Each batch in a transaction of its own, on whatever connection is free. */
async function write(id: string, given: Batch): Promise<void> {
  const key = (of: number) => ({ experiment_id: id, subject: uuid(1, of, id) });
  await hub.dataSource.transaction(async (manager) => {
    if ('calls' in given) {
      const rows = given.calls.map(({ subject: of, id: call, costUsd, latencyMs, tokens, failed }) => ({
        ...{ ...key(of), arm: armOf(of), execution_id: uuid(2, call, id) },
        ...{ cost_usd: costUsd, latency_ms: latencyMs, tokens, failed },
      }));
      await writeCalls(manager, rows, [{ experiment_id: id, count: rows.length }]);
    } else if ('exposed' in given) {
      const rows = given.exposed.map((of) => ({ ...key(of), arm: armOf(of) }));
      await writeExposures(manager, rows, [{ experiment_id: id, count: rows.length }]);
    } else {
      const arm = (of: number) => (given.inside ? armOf(of) : undefined);
      const rows = given.outcomes.map(({ subject: of, id: name, metric, value }) => ({
        ...{ ...key(of), arm: arm(of), id: `${name}`, metric, value },
      }));
      await writeOutcomes(manager, rows);
    }
  });
}

async function keysWithTime(id: string): Promise<string[]> {
  const keys = 'SELECT subject FROM experiment_exposures WHERE experiment_id = $1 AND first_at IS NOT NULL';
  return (await ownerQuery<{ subject: string }>(hub, keys, [id])).map(({ subject: of }) => of).sort();
}

/** Those that somebody said were shown their arm, and those of calls. */
async function exposedKeys(id: string, batches: readonly Batch[]): Promise<string[]> {
  const told = batches.flatMap((each) => ('exposed' in each ? each.exposed : []));
  const calls = 'SELECT DISTINCT subject FROM experiment_calls WHERE experiment_id = $1';
  const called = (await ownerQuery<{ subject: string }>(hub, calls, [id])).map(({ subject: of }) => of);
  return [...new Set([...told.map((of) => uuid(1, of, id)), ...called])].sort();
}

const guards = [{ name: 'rating', kind: 'mean', better: 'higher', limit: 3, of: 'value' }];

test('sums of keys are what a brute force over the observations finds, in whatever order two hubs write them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 1, maxLength: 4 }), async (rounds) => {
      const experiment: Experiment = await tester.draft({ windowHours: 2, guards });
      for (const { lanes, seconds } of rounds) {
        const ofLane = async (lane: readonly Batch[]) => {
          for (const each of [...lane, ...lane.slice(0, 2)]) await write(experiment.id, each);
        };
        await Promise.all(lanes.map(ofLane));
        await tester.pass(experiment.id, seconds);
      }
      const written = rounds.flatMap(({ lanes }) => lanes.flat());
      expect(await keysWithTime(experiment.id)).toEqual(await exposedKeys(experiment.id, written));
      const { exposures, complete, metrics } = await figuresOf(hub.dataSource.manager, experiment);
      const expected = await bruteForce(hub, experiment);
      expect([exposures, complete]).toEqual([expected.exposures, expected.complete]);
      expect(metrics.map(({ metric, arm, keys }) => [metric, arm, keys]).sort()).toEqual(
        expected.metrics.map(({ metric, arm, keys }) => [metric, arm, keys]).sort(),
      );
      for (const { metric, arm, mean, variance } of expected.metrics) {
        const found = metrics.find((one) => one.metric === metric && one.arm === arm);
        expect(found?.mean).toBeCloseTo(mean, 6 - Math.ceil(Math.log10(Math.abs(mean) + 1)));
        if (variance === null) expect(found?.variance).toBeNull();
        else
          expect(Math.abs((found?.variance ?? NaN) - variance)).toBeLessThanOrEqual(
            // Squares of costs near nothing are below what a number can be exact in.
            1e-9 * (mean ** 2 + variance) + 1e-200,
          );
      }
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 300 : 15 },
  );
}, 120_000);

test('keys that were exposed, and only those, have a time; what is given twice is there once', async () => {
  const { id } = await tester.draft({ windowHours: 2, guards });
  const outcomes = [0, 1].map((of) => ({ subject: of, id: of, metric: 'solved' as const, value: 1 }));
  const exposed = { exposed: [1, 2, 1] };
  for (const each of [{ outcomes, inside: true }, exposed, exposed, { outcomes, inside: true }])
    await write(id, each);
  const rows = await ownerQuery<{ subject: string; exposed: boolean }>(
    hub,
    `SELECT subject, first_at IS NOT NULL AS exposed FROM experiment_exposures WHERE experiment_id = $1 ORDER BY subject`,
    [id],
  );
  expect(rows).toEqual([0, 1, 2].map((of) => ({ subject: uuid(1, of, id), exposed: of > 0 })));
  expect(await ownerQuery(hub, 'SELECT lost::integer FROM experiments WHERE id = $1', [id])).toEqual([
    { lost: 6 },
  ]);
});
