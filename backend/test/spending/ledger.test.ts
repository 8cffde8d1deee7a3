import type { WorstCase } from '@prompthub/engine';
import type { BudgetPeriod } from '@prompthub/protocol';
import type { ExecutionLedger, StartedExecution } from '../../src/spending/execution-ledger';
import { ownerQuery } from '../owner-query';
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
  const budget = await hardBudget(10);
  const execution = world.execution();
  expect(await ledger.admit(execution, attempt(2))).toEqual([]);
  expect(await counters(budget)).toEqual([{ reserved: 2, settled: 0 }]);
  ledger.settleAttempt(execution.id, ended(0.5));
  ledger.finish(execution.id, END);
  await ledger.flush();
  expect(await counters(budget)).toEqual([{ reserved: 0, settled: 0.5 }]);
  expect(await stored(execution)).toMatchObject({ status: 'succeeded', model: 'echo/x', latency_ms: 7 });
});

it('a soft budget counts whatever is held and spent, and its sums do not run over', async () => {
  const budget = await world.budget({
    for: { scope: 'organization' },
    period: 'month',
    limitUsd: 1,
    hard: false,
  });
  const executions = Array.from({ length: 12 }, () => world.execution());
  for (const each of executions) await ledger.admit(each, attempt(1e9));
  expect(await counters(budget)).toEqual([{ reserved: 12e9, settled: 0 }]);
  for (const each of executions) ledger.settleAttempt(each.id, ended(1e9));
  await ledger.flush();
  expect(await counters(budget)).toEqual([{ reserved: 0, settled: 12e9 }]);
  const passed = [expect.objectContaining({ message: expect.stringContaining('$12000000001.00') })];
  expect(await ledger.admit(world.execution(), attempt(1))).toEqual(passed);
});

it('a hard budget refuses what could pass it, and says what is left of it and until when', async () => {
  const budget = await world.budget({
    for: { scope: 'project', project: 'project-0' },
    period: 'month',
    limitUsd: 1,
    hard: true,
  });
  await ledger.admit(world.execution(), attempt(0.7));
  const refused = world.execution();
  await expect(ledger.admit(refused, attempt(0.4))).rejects.toMatchObject({
    status: 402,
    code: 'budget-exhausted',
    detail: expect.stringMatching(
      /^The monthly budget of the project "project-0" has \$0\.30 of \$1\.00 left \(\$0\.70 more are held .*may cost up to \$0\.40\. It begins anew on \d{4}-\d\d-01 at midnight UTC\./,
    ),
    extra: { budget, limitUsd: 1, leftUsd: 0.3, resetsAt: expect.stringMatching(/-01T00:00:00\.000Z$/) },
  });
  expect(await stored(refused)).toBeUndefined();
  // To the cent, and beyond it what costs nothing.
  await ledger.admit(world.execution(), attempt(0.3));
  await ledger.admit(world.execution(), attempt(0));
  expect(await counters(budget)).toEqual([{ reserved: 1, settled: 0 }]);
  await ledger.admit(world.execution({ projectId: world.projects[1] }), attempt(5));
});

it('a call that cost more than was held for it is settled at what it cost, and the next is refused', async () => {
  const budget = await hardBudget(2, 'day');
  const execution = world.execution();
  await ledger.admit(execution, attempt(1));
  ledger.settleAttempt(execution.id, ended(3));
  ledger.finish(execution.id, END);
  await ledger.flush();
  expect(await counters(budget)).toEqual([{ reserved: 0, settled: 3 }]);
  await expect(ledger.admit(world.execution(), attempt(0.01))).rejects.toMatchObject({
    status: 402,
    extra: { budget, limitUsd: 2, leftUsd: 0 },
  });
});

it('a soft budget lets it go and says so; every budget says when little is left', async () => {
  const soft = { for: { scope: 'organization' }, period: 'day', limitUsd: 1, hard: false } as const;
  const budget = await world.budget(soft);
  const say = async (costUsd: number) =>
    (await ledger.admit(world.execution(), attempt(costUsd))).map((warning) => [
      warning.budget,
      warning.message,
    ]);
  const message = (state: string) => [
    [budget, expect.stringMatching(`^The daily budget of the organization ${state} It begins anew on`)],
  ];
  expect(await say(0.8)).toEqual([]);
  expect(await say(0.05)).toEqual(message('is 85 % gone: \\$0.85 of \\$1.00.'));
  expect(await say(0.15)).toEqual(message('is 100 % gone: \\$1.00 of \\$1.00.'));
  expect(await say(1)).toEqual(message('is passed: \\$2.00 of \\$1.00.'));
  await world.budget({ ...soft, hard: true, limitUsd: 10 });
  expect(await say(9)).toHaveLength(2);
});

it.each([
  [{ unpriced: true }, 'model-unpriced', /no known price/],
  [{ unbounded: 'input' }, 'cost-unbounded', /document of unknown length/],
  [{ unbounded: 'output' }, 'cost-unbounded', /maxOutputTokens/],
] as const)(
  'what may cost nobody knows how much (%j) is refused under a hard budget, and only there',
  async (bound, code, words) => {
    const go = async () => ledger.admit(world.execution(), { ...attempt(0), worst: bound });
    expect(await go()).toEqual([]);
    await world.budget({ for: { scope: 'organization' }, period: 'day', limitUsd: 0, hard: false });
    expect(await go()).toEqual([]);
    await hardBudget(1000, 'day');
    await expect(go()).rejects.toMatchObject({ status: 422, code, detail: expect.stringMatching(words) });
  },
);

it('of many at once as many go as fit, and not one more', async () => {
  const budget = await world.budget({ for: { scope: 'user' }, period: 'month', limitUsd: 2, hard: true });
  const hubs = [world.ledger(), world.ledger(), world.ledger()] as const;
  const asked = Array.from({ length: 90 }, (_, index) =>
    (hubs[index % 3] ?? hubs[0]).ledger.admit(
      world.execution({ userId: world.users[index % 2] ?? '' }),
      attempt(0.09),
    ),
  );
  const answers = await Promise.allSettled(asked);
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(44);
  expect(await counters(budget)).toEqual([
    { reserved: 1.98, settled: 0 },
    { reserved: 1.98, settled: 0 },
  ]);
});

it('each attempt is reserved for itself; what is not known of one stays as it was reserved', async () => {
  const budget = await hardBudget(10);
  const execution = world.execution();
  await ledger.admit(execution, attempt(2, 1));
  ledger.settleAttempt(execution.id, { ...ended(undefined, 1), errorCode: 'network' });
  await ledger.admit(execution, attempt(3, 2));
  ledger.settleAttempt(execution.id, ended(0.25, 2));
  ledger.finish(execution.id, END);
  await ledger.flush();
  expect(await counters(budget)).toEqual([{ reserved: 0, settled: 2.25 }]);
});

it('a call counts in the period in which it was reserved', async () => {
  const budget = await hardBudget(10, 'day');
  const execution = world.execution();
  await ledger.admit(execution, attempt(2));
  for (const sql of [
    `UPDATE execution_attempts SET reserved_at = reserved_at - interval '1 day' WHERE $1 = ANY(budgets)`,
    'UPDATE budget_counters SET period_start = period_start - 1 WHERE budget_id = $1',
  ])
    await ownerQuery(world, sql, [budget]);
  await ledger.admit(world.execution(), attempt(9));
  ledger.settleAttempt(execution.id, ended(1));
  await ledger.flush();
  expect(await counters(budget)).toEqual([
    { reserved: 0, settled: 1 },
    { reserved: 9, settled: 0 },
  ]);
});

it('what a dead hub left is settled at what was reserved; when it lives after all, its own word counts, once', async () => {
  const budget = await hardBudget(10);
  const { ledger: silent, life } = world.ledger();
  const { life: other } = world.ledger();
  const execution = world.execution();
  await silent.admit(execution, attempt(2));
  await other.settleAbandoned();
  expect(await counters(budget)).toEqual([{ reserved: 2, settled: 0 }]);
  await world.bury(life);
  await other.settleAbandoned();
  expect(await counters(budget)).toEqual([{ reserved: 0, settled: 2 }]);
  expect(await stored(execution)).toMatchObject({ status: 'failed', error_code: 'hub-stopped' });
  for (let i = 0; i < 2; i++) {
    silent.settleAttempt(execution.id, ended(0.5));
    silent.finish(execution.id, END);
    await silent.flush();
    await other.settleAbandoned();
    expect(await counters(budget)).toEqual([{ reserved: 0, settled: 0.5 }]);
    expect(await stored(execution)).toMatchObject({ status: 'succeeded', error_code: null });
  }
  // Somebody who saw it open, and comes too late.
  const late = { execution_id: execution.id, number: 1, error_code: 'hub-stopped' };
  const end = { id: execution.id, status: 'failed' };
  await world.dataSource.query('SELECT spending_settle($1, $2, true)', [
    JSON.stringify([late]),
    JSON.stringify([end]),
  ]);
  expect(await counters(budget)).toEqual([{ reserved: 0, settled: 0.5 }]);
  expect(await stored(execution)).toMatchObject({ status: 'succeeded' });
});

async function counters(budget: string) {
  return world.dataSource.query(
    `SELECT reserved_nano / 1e9::float AS reserved, settled_nano / 1e9::float AS settled FROM budget_counters
     WHERE budget_id = $1 ORDER BY period_start`,
    [budget],
  );
}

async function stored({ id }: StartedExecution) {
  return (await world.dataSource.query('SELECT * FROM executions WHERE id = $1', [id]))[0];
}

/** Of the organization. */
function hardBudget(limitUsd: number, period: BudgetPeriod = 'month'): Promise<string> {
  return world.budget({ for: { scope: 'organization' }, period, limitUsd, hard: true });
}
