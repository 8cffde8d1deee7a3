import type { BudgetPeriod } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import type { ChargeScopeRow } from './charge-scopes';

interface NewBudget extends ChargeScopeRow {
  readonly id: string;
  readonly organization_id: string;
  readonly period: BudgetPeriod;
}

/**
 * Fills the counters of a budget that is being made with what attempts of its current period have cost. Those do not carry the budget,
 * so that nothing is counted again when they are settled: what is still going on counts as what was reserved for it, for good.
 */
export async function countEarlier(manager: EntityManager, budget: NewBudget): Promise<void> {
  const { id, organization_id, scope, period, project_id, user_id, token_id, path, environment } = budget;
  await manager.query(COUNT, [
    ...[id, organization_id, scope, period],
    ...[project_id, user_id, token_id, path, environment],
  ]);
}

/**
 * The least id of version 7 of an hour before the period: clocks of hubs, which make the ids, and of the database differ, and a call
 * may have begun before midnight. By it the planner finds what is of the period in the indexes that there are.
 */
const FIRST_ID = `(lpad(to_hex((extract(epoch FROM date_trunc($4, now() AT TIME ZONE 'UTC') - interval '1 hour') * 1000)::bigint), 12, '0')
  || '70008000000000000000')::uuid`;

const COUNT = `
  INSERT INTO budget_counters (budget_id, subject, period_start, settled_nano)
  SELECT $1::uuid, CASE $3 WHEN 'user' THEN e.user_id WHEN 'key' THEN e.token_id ELSE $1::uuid END,
    date_trunc($4, a.reserved_at AT TIME ZONE 'UTC')::date, sum(coalesce(a.cost_nano, a.reserved_nano, 0))
  FROM projects p
    JOIN executions e ON e.project_id = p.id
    JOIN execution_attempts a ON a.execution_id = e.id
  WHERE p.organization_id = $2
    AND ($5::uuid IS NULL OR p.id = $5)
    AND ($6::uuid IS NULL OR e.user_id = $6)
    AND ($7::uuid IS NULL OR e.token_id = $7)
    AND ($8::text IS NULL OR e.path = $8)
    AND ($9::text IS NULL OR e.environment = $9)
    AND ($3 <> 'key' OR e.token_id IS NOT NULL)
    AND e.id >= ${FIRST_ID} AND a.execution_id >= ${FIRST_ID}
    AND a.reserved_at >= date_trunc($4, now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
  GROUP BY 2, 3`;
