import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { ReportColumn, TestStatus } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { uuidV7 } from '../common/uuid';
import type { TestRunRow } from './test-run-rows';

export interface Plan {
  readonly total: number;
  readonly columns: readonly ReportColumn[] | undefined;
  readonly prompts: readonly string[];
}

export interface EndedTest {
  readonly status: TestStatus;
  readonly result: string;
  readonly costUsd: number | undefined;
  readonly judgingUsd: number | undefined;
}

/** What is written of a run while it goes on. Any hub may go on with it: what has begun is begun by nobody else. */
@Injectable()
export class TestRunStore {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The run, which goes on from now; undefined when it has ended, or is not there any more. */
  async begin(id: string): Promise<TestRunRow | undefined> {
    const [rows] = await this.dataSource.query<[TestRunRow[], number]>(
      `UPDATE test_runs SET status = 'running', started_at = coalesce(started_at, now())
       WHERE id = $1 AND ended_at IS NULL RETURNING *`,
      [id],
    );
    return rows[0];
  }

  async plan(id: string, { total, columns, prompts }: Plan): Promise<void> {
    await this.dataSource.query('UPDATE test_runs SET total = $2, columns = $3, prompts = $4 WHERE id = $1', [
      id,
      total,
      columns === undefined ? null : JSON.stringify(columns),
      prompts,
    ]);
  }

  /** Tests that others began and have not ended: they are not asked again. */
  async interrupted(id: string): Promise<{ id: string; number: number }[]> {
    return this.dataSource.query(
      `SELECT id, number FROM test_results WHERE run_id = $1 AND status = 'running' ORDER BY number`,
      [id],
    );
  }

  /** Tests that have begun or ended, and what they cost: what nobody counted, as much as was held for it. */
  async begun(id: string): Promise<{ numbers: ReadonlySet<number>; spentUsd: number }> {
    const rows = await this.dataSource.query<{ number: number; spent: number }[]>(
      `SELECT number, greatest(coalesce(cost_usd, 0) + coalesce(judging_cost_usd, 0),
         CASE WHEN result IS NULL OR cost_usd IS NULL THEN coalesce(reserved_usd, 0) ELSE 0 END) AS spent
       FROM test_results WHERE run_id = $1`,
      [id],
    );
    return {
      numbers: new Set(rows.map(({ number }) => number)),
      spentUsd: rows.reduce((sum, { spent }) => sum + spent, 0),
    };
  }

  /** The id of the result of a test that begins; undefined when somebody has begun it. */
  async claim(
    runId: string,
    { number, prompt }: { number: number; prompt: string },
  ): Promise<string | undefined> {
    const rows = await this.dataSource.query<{ id: string }[]>(
      `INSERT INTO test_results (id, run_id, number, status, prompt) VALUES ($1, $2, $3, 'running', $4)
       ON CONFLICT (run_id, number) DO NOTHING RETURNING id`,
      [uuidV7(), runId, number, prompt],
    );
    return rows[0]?.id;
  }

  /** A test that was begun and has asked nothing: another hub may. */
  async release(resultId: string): Promise<void> {
    await this.dataSource.query(`DELETE FROM test_results WHERE id = $1 AND status = 'running'`, [resultId]);
  }

  async reserve(resultId: string, usd: number): Promise<void> {
    await this.dataSource.query(
      'UPDATE test_results SET reserved_usd = coalesce(reserved_usd, 0) + $2 WHERE id = $1',
      [resultId, usd],
    );
  }

  /** Whether it was still going on. */
  async end(resultId: string, { status, result, costUsd, judgingUsd }: EndedTest): Promise<boolean> {
    const [, ended] = await this.dataSource.query<[unknown, number]>(
      `UPDATE test_results SET status = $2, result = $3, cost_usd = $4, judging_cost_usd = $5
       WHERE id = $1 AND status = 'running'`,
      [resultId, status, result, costUsd ?? null, judgingUsd ?? null],
    );
    return ended > 0;
  }

  /** Writes what has ended so far, where that is more than before; whether the run is to go on. */
  async progress(id: string): Promise<boolean> {
    await this.dataSource.query(
      `${countedWith()} AND r.passed + r.failed + r.errored + r.skipped <> c.ended`,
      [id],
    );
    const [row] = await this.dataSource.query<{ status: string }[]>(
      'SELECT status FROM test_runs WHERE id = $1',
      [id],
    );
    return row?.status === 'running';
  }

  /** Ends the run if all of its tests have; whether it has ended, now or before. */
  async finish(id: string): Promise<boolean> {
    await this.dataSource.query(`${countedWith(ENDED)} AND r.ended_at IS NULL AND c.ended >= r.total`, [id]);
    const [row] = await this.dataSource.query<{ ended: boolean }[]>(
      'SELECT ended_at IS NOT NULL AS ended FROM test_runs WHERE id = $1',
      [id],
    );
    return row?.ended !== false;
  }

  /** Whether it had not ended yet. What has ended of it counts, and stays. */
  async cancel(manager: EntityManager, id: string): Promise<boolean> {
    const [, cancelled] = await manager.query<[unknown, number]>(
      `${countedWith(", ended_at = now(), status = 'cancelled'")} AND r.ended_at IS NULL`,
      [id],
    );
    return cancelled > 0;
  }

  /** Ends a run of which nothing (more) will come. */
  async giveUp(id: string, status: 'failed' | 'cancelled', problem: string): Promise<void> {
    await this.dataSource.query(
      'UPDATE test_runs SET status = $2, problem = $3, ended_at = now() WHERE id = $1 AND ended_at IS NULL',
      [id, status, problem],
    );
  }
}

const ENDED = `, ended_at = now(),
  status = CASE WHEN r.total > 0 AND c.passed = r.total THEN 'passed' ELSE 'failed' END`;

/** The counts of a run that goes on. A sum of costs is there when one of them is. */
const countedWith = (more = '') => `
  UPDATE test_runs r SET passed = c.passed, failed = c.failed, errored = c.errored, skipped = c.skipped,
    cost_usd = c.cost, judging_cost_usd = c.judging ${more}
  FROM (
    SELECT count(*) FILTER (WHERE status = 'passed')::int AS passed, count(*) FILTER (WHERE status = 'failed')::int AS failed,
      count(*) FILTER (WHERE status = 'errored')::int AS errored, count(*) FILTER (WHERE status = 'skipped')::int AS skipped,
      count(*) FILTER (WHERE status <> 'running')::int AS ended, sum(cost_usd) AS cost, sum(judging_cost_usd) AS judging
    FROM test_results WHERE run_id = $1
  ) c
  WHERE r.id = $1`;
