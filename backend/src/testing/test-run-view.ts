import type { TestRun } from '@prompthub/protocol';
import type { TestRunRow } from './test-run-rows';

export function toTestRun(row: TestRunRow): TestRun {
  const { models, repeat, maxCostUsd, judge } = row.options;
  return {
    id: row.id,
    from: row.origin,
    commit: row.commit_id,
    ref: row.ref,
    ...(row.paths && { paths: row.paths }),
    ...(models && { models }),
    ...(repeat !== undefined && { repeat }),
    ...(maxCostUsd !== undefined && { maxCostUsd }),
    ...(judge !== undefined && { judge }),
    ...(row.source !== null && { source: row.source }),
    status: row.status,
    ...(row.problem !== null && { problem: row.problem }),
    totals: totalsOf(row),
    ...(row.columns && { columns: row.columns }),
    by: { id: row.user_id, name: row.user_name },
    createdAt: row.created_at.toISOString(),
    ...timesOf(row),
    ...(row.results_deleted_at && { resultsDeletedAt: row.results_deleted_at.toISOString() }),
  };
}

function totalsOf(row: TestRunRow): TestRun['totals'] {
  const { passed, failed, errored, skipped, total, cost_usd, judging_cost_usd } = row;
  return {
    ...{ passed, failed, errored, skipped, total },
    ...(cost_usd !== null && { costUsd: cost_usd }),
    ...(judging_cost_usd !== null && { judgingCostUsd: judging_cost_usd }),
  };
}

function timesOf({
  started_at,
  ended_at,
}: TestRunRow): Pick<TestRun, 'startedAt' | 'endedAt' | 'durationMs'> {
  return {
    ...(started_at && { startedAt: started_at.toISOString() }),
    ...(ended_at && { endedAt: ended_at.toISOString() }),
    ...(started_at && ended_at && { durationMs: Math.max(0, ended_at.getTime() - started_at.getTime()) }),
  };
}
