import type { ReportColumn, StartTestRun, TestRun, TestRunQuery, TestRunStatus } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';

/** What a run was asked for, beside which prompts of which version; `partial`: a report that leaves out tests of its prompts. */
export type RunOptions = Pick<StartTestRun, 'models' | 'repeat' | 'maxCostUsd' | 'judge'> & {
  readonly partial?: boolean;
};

export interface TestRunRow {
  readonly id: string;
  readonly project_id: string;
  readonly origin: TestRun['from'];
  readonly commit_id: string;
  readonly ref: string;
  readonly paths: string[] | null;
  readonly options: RunOptions;
  readonly source: string | null;
  readonly status: TestRunStatus;
  readonly problem: string | null;
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  readonly cost_usd: number | null;
  readonly judging_cost_usd: number | null;
  readonly columns: ReportColumn[] | null;
  readonly user_id: string;
  readonly user_name: string;
  readonly token_id: string | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly results_deleted_at: Date | null;
}

export async function findRun(
  manager: EntityManager,
  projectId: string,
  id: string,
): Promise<TestRunRow | undefined> {
  const [row] = await manager.query<TestRunRow[]>(
    'SELECT * FROM test_runs WHERE project_id = $1 AND id = $2',
    [projectId, id],
  );
  return row;
}

export interface RunFilter extends Pick<TestRunQuery, 'status' | 'path'> {
  readonly commit: string | undefined;
}

/** Newest first: ids of version 7 are in the order of time. */
export async function listRuns(
  manager: EntityManager,
  projectId: string,
  { commit, status, path, before, limit }: RunFilter & { before: string | undefined; limit: number },
): Promise<TestRunRow[]> {
  return manager.query<TestRunRow[]>(LIST_RUNS, [
    projectId,
    before ?? null,
    commit ?? null,
    status ?? null,
    path ?? null,
    limit,
  ]);
}

/** Planned anew each time, for what is asked: each way has its index. */
export const LIST_RUNS = `
  SELECT * FROM test_runs WHERE project_id = $1 AND ($2::uuid IS NULL OR id < $2)
    AND ($3::text IS NULL OR commit_id = $3) AND ($4::text IS NULL OR status = $4)
    AND ($5::text IS NULL OR $5 = ANY (prompts) OR $5 = ANY (paths))
  ORDER BY id DESC LIMIT $6`;

/** Runs that wait or go on. */
export async function countOpenRuns(manager: EntityManager, projectId: string): Promise<number> {
  const [row] = await manager.query<{ open: number }[]>(
    'SELECT count(*)::int AS open FROM test_runs WHERE project_id = $1 AND ended_at IS NULL',
    [projectId],
  );
  return row?.open ?? 0;
}

/** Those of `status`; without it, those of all tests that have ended. In the order of the run. */
export async function listResults(
  manager: EntityManager,
  runId: string,
  { status, after, limit }: { status: string | undefined; after: number | undefined; limit: number },
): Promise<TestResultRow[]> {
  return manager.query<TestResultRow[]>(
    `SELECT id, number, prompt, result FROM test_results WHERE run_id = $1 AND status <> 'running'
       AND ($2::text IS NULL OR status = $2) AND ($3::int IS NULL OR number > $3) ORDER BY number LIMIT $4`,
    [runId, status ?? null, after ?? null, limit],
  );
}

export interface TestResultRow {
  readonly id: string;
  readonly number: number;
  readonly prompt: string;
  /** `StoredResult` as JSON. */
  readonly result: string;
}
