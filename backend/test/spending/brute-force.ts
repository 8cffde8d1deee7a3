import type { DataSource } from 'typeorm';
import { type ChargeScopeRow, countOf } from '../../src/spending/charge-scopes';

interface Row extends ChargeScopeRow {
  readonly id: string;
  readonly period: 'day' | 'month';
  readonly limit_nano: string;
  readonly hard: boolean;
  readonly created_at: Date;
}

interface AttemptRow {
  readonly organization_id: string;
  readonly project_id: string;
  readonly user_id: string;
  readonly token_id: string | null;
  readonly path: string;
  readonly environment: string | null;
  readonly reserved_at: Date;
  readonly reserved_nano: string | null;
  readonly cost_nano: string | null;
  readonly settled_at: Date | null;
}

interface CounterRow {
  readonly budget_id: string;
  readonly subject: string;
  readonly period_start: string;
  readonly reserved_nano: string;
  readonly settled_nano: string;
}

/**
 * What is in the counters of these budgets, and what the attempts since then (as a rule: since the budgets were made) say should be:
 * from the rows, without the hub's SQL.
 */
export async function countersAndTruth(
  dataSource: DataSource,
  budgets: readonly string[],
  since?: Date,
): Promise<{ counters: Record<string, string>; truth: Record<string, string>; hard: Map<string, bigint> }> {
  const rows = await dataSource.query<Row[]>('SELECT * FROM budgets WHERE id = ANY($1)', [budgets]);
  const attempts = await dataSource.query<AttemptRow[]>(
    `SELECT a.*, e.project_id, e.user_id, e.token_id, e.path, e.environment, p.organization_id
     FROM execution_attempts a JOIN executions e ON e.id = a.execution_id JOIN projects p ON p.id = e.project_id
     WHERE a.reserved_at >= coalesce($2, (SELECT min(created_at) FROM budgets WHERE id = ANY($1)))`,
    [budgets, since],
  );
  const counters = await dataSource.query<CounterRow[]>(
    `SELECT budget_id, subject, period_start::text, reserved_nano, settled_nano FROM budget_counters WHERE budget_id = ANY($1)`,
    [budgets],
  );
  return {
    counters: shown(counters.map((row) => [keyOf(row), BigInt(row.reserved_nano), BigInt(row.settled_nano)])),
    truth: shown(rows.flatMap((budget) => attempts.flatMap((attempt) => chargeOf(budget, attempt)))),
    hard: new Map(rows.filter(({ hard }) => hard).map(({ id, limit_nano }) => [id, BigInt(limit_nano)])),
  };
}

type Charge = readonly [key: string, reserved: bigint, settled: bigint];

function chargeOf(budget: Row, attempt: AttemptRow): Charge[] {
  const count = countOf(budget, {
    organizationId: attempt.organization_id,
    projectId: attempt.project_id,
    userId: attempt.user_id,
    tokenId: attempt.token_id ?? undefined,
    path: attempt.path,
    environment: attempt.environment ?? undefined,
  });
  if (count === undefined) return [];
  const day = attempt.reserved_at.toISOString().slice(0, 10);
  const period_start = budget.period === 'day' ? day : `${day.slice(0, 7)}-01`;
  const own = budget.user_id ?? budget.token_id ?? budget.id;
  const key = keyOf({ budget_id: budget.id, subject: count === '' ? own : count, period_start });
  const reserved = BigInt(attempt.reserved_nano ?? 0);
  if (attempt.settled_at === null) return [[key, reserved, 0n]];
  return [[key, 0n, attempt.cost_nano === null ? reserved : BigInt(attempt.cost_nano)]];
}

const keyOf = (row: Pick<CounterRow, 'budget_id' | 'subject' | 'period_start'>): string =>
  `${row.budget_id} ${row.subject} ${row.period_start}`;

/** Sums by counter; counters in which nothing is are left out. */
function shown(charges: readonly Charge[]): Record<string, string> {
  const sums = new Map<string, [bigint, bigint]>();
  for (const [key, reserved, settled] of charges) {
    const sum = sums.get(key) ?? [0n, 0n];
    sums.set(key, [sum[0] + reserved, sum[1] + settled]);
  }
  const filled = [...sums].filter(([, [reserved, settled]]) => reserved !== 0n || settled !== 0n).sort();
  return Object.fromEntries(
    filled.map(([key, [reserved, settled]]) => [key, `${reserved} reserved, ${settled} settled`]),
  );
}
