import type { Budget, BudgetPeriod, BudgetSpending } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { type ChargeScopeRow, nameOfScope, shownChargeScope } from './charge-scopes';
import { toUsd } from './money';
import { nextPeriod } from './periods';

/** Money is `bigint`: text in JavaScript. */
interface BudgetRow extends ChargeScopeRow {
  readonly id: string;
  readonly project_slug: string | null;
  readonly period: BudgetPeriod;
  readonly limit_nano: string;
  readonly hard: boolean;
  readonly created_at: Date;
  readonly period_start: string;
  readonly reserved_nano: string | null;
  readonly settled_nano: string | null;
}

/** What is gone in the current period (by the database's clock), of the subject that is nearest to the limit. */
export async function budgetsOf(manager: EntityManager, organizationId: string): Promise<Budget[]> {
  const rows = await manager.query<BudgetRow[]>(
    `SELECT b.*, p.slug AS project_slug, period_start::text, k.reserved_nano, k.settled_nano
     FROM budgets b
       LEFT JOIN projects p ON p.id = b.project_id
       CROSS JOIN LATERAL (SELECT date_trunc(b.period, now() AT TIME ZONE 'UTC')::date AS period_start) AS current
       LEFT JOIN LATERAL (
         SELECT k.reserved_nano, k.settled_nano FROM budget_counters k
         WHERE k.budget_id = b.id AND k.period_start = current.period_start
         ORDER BY k.reserved_nano + k.settled_nano DESC LIMIT 1
       ) k ON true
     WHERE b.organization_id = $1 AND b.deleted_at IS NULL ORDER BY b.id`,
    [organizationId],
  );
  return rows.map(toBudget);
}

interface SpendingRow {
  readonly reserved_nano: string | null;
  readonly settled_nano: string | null;
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly token_id: string | null;
  readonly token_name: string | null;
}

/** Who spent a budget in its current period, most first. */
export async function spendingOf(manager: EntityManager, budget: Budget): Promise<BudgetSpending> {
  const rows = await manager.query<SpendingRow[]>(
    `SELECT k.reserved_nano, k.settled_nano, u.id AS user_id, u.name AS user_name, t.id AS token_id, t.name AS token_name
     FROM budgets b
       LEFT JOIN budget_counters k ON k.budget_id = b.id AND k.period_start = $2::date
       LEFT JOIN personal_tokens t ON b.scope = 'key' AND t.id = coalesce(b.token_id, k.subject)
       LEFT JOIN users u ON u.id = CASE b.scope WHEN 'user' THEN coalesce(b.user_id, k.subject) ELSE t.user_id END
     WHERE b.id = $1
     ORDER BY k.reserved_nano + k.settled_nano DESC NULLS LAST, k.subject LIMIT 100`,
    [budget.id, budget.periodStart.slice(0, 10)],
  );
  const { scope } = budget.for;
  const perPerson = scope === 'user' || scope === 'key';
  return {
    items: rows
      .filter(({ user_id }) => !perPerson || user_id !== null)
      .map((row) => ({
        name: row.user_name === null ? nameOfScope(budget.for) : nameOfRow(row),
        ...(row.user_id === null ? {} : { user: row.user_id }),
        ...(row.token_id === null ? {} : { key: row.token_id }),
        ...spentOf(row),
      })),
  };
}

const nameOfRow = ({ user_name, token_name }: SpendingRow): string =>
  [token_name, user_name].filter((name) => name !== null).join(' · ');

function toBudget(row: BudgetRow): Budget {
  return {
    id: row.id,
    for: shownChargeScope(row),
    period: row.period,
    limitUsd: toUsd(row.limit_nano),
    hard: row.hard,
    ...spentOf(row),
    periodStart: `${row.period_start}T00:00:00.000Z`,
    resetsAt: nextPeriod(row.period, row.period_start).toISOString(),
    createdAt: row.created_at.toISOString(),
  };
}

function spentOf(
  row: Pick<BudgetRow, 'reserved_nano' | 'settled_nano'>,
): Pick<Budget, 'settledUsd' | 'reservedUsd'> {
  return { settledUsd: toUsd(row.settled_nano ?? 0), reservedUsd: toUsd(row.reserved_nano ?? 0) };
}
