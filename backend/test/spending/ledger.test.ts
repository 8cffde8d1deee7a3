import type { WorstCase } from '@prompthub/engine';
import type { ExecutionLedger, StartedExecution } from '../../src/spending/execution-ledger';
import { World } from './ledgers';

let world: World;
let ledger: ExecutionLedger;
beforeEach(async () => {
  await world.dataSource.query('UPDATE budgets SET deleted_at = now() WHERE deleted_at IS NULL');
});
beforeAll(async () => {
  world = await World.make();
  ({ ledger } = world.ledger());
});
afterAll(() => world?.close());

const worst = (costUsd: number): WorstCase => ({ costUsd, inputTokens: 1, outputTokens: 1 });
const attempt = (costUsd: number, number = 1) => ({ number, model: 'echo/x', worst: worst(costUsd) });
const ended = (costUsd: number | undefined, number = 1) => ({ number, costUsd, latencyMs: 5, waitMs: 0 });
const END = { status: 'succeeded', usage: undefined, latencyMs: 7 } as const;

it('a call is recorded with what it may cost, and settled at what it did', async () => {
  const budget = await world.budget({
    for: { scope: 'organization' },
    period: 'month',
    limitUsd: 10,
    hard: true,
  });
  const execution = world.execution();
  expect(await ledger.admit(execution, attempt(2))).toEqual([]);
  expect(await counters(budget)).toEqual([{ reserved: 2, settled: 0 }]);
  ledger.settleAttempt(execution.id, ended(0.5));
  ledger.finish(execution.id, END);
  await ledger.flush();
  expect(await counters(budget)).toEqual([{ reserved: 0, settled: 0.5 }]);
  expect(await stored(execution)).toMatchObject({ status: 'succeeded', model: 'echo/x', latency_ms: 7 });
});

async function counters(budget: string) {
  return world.dataSource.query(
    `SELECT reserved_nano / 1e9::float AS reserved, settled_nano / 1e9::float AS settled FROM budget_counters WHERE budget_id = $1`,
    [budget],
  );
}

async function stored({ id }: StartedExecution) {
  return (await world.dataSource.query('SELECT * FROM executions WHERE id = $1', [id]))[0];
}
