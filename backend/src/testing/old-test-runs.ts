import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource, EntityManager } from 'typeorm';
import { HubConfig } from '../config/hub-config';
import { Sweeper } from '../database/sweeper';
import { ExecutionContents } from '../execution/execution-contents';
import { isEvidence } from './test-evidence.service';

interface OldRun {
  readonly id: string;
  readonly project_id: string;
  readonly commit_id: string;
}

const SWEPT_AT_ONCE = 1000;

/** What takes the place of the run `r`: a later one that says as much to every environment. */
const IS_REPLACED = `EXISTS (
  SELECT FROM test_runs later WHERE later.project_id = r.project_id AND later.commit_id = r.commit_id AND later.id > r.id
    AND ${isEvidence('later')} AND later.prompts @> r.prompts AND later.origin IN ('hub', r.origin))`;

/**
 * Deletes runs that have been kept long enough, with their results. Of a run that environments may lean on, the last of its version, the
 * results go and the run stays.
 */
@Injectable()
export class OldTestRuns extends Sweeper {
  constructor(
    @InjectDataSource() dataSource: DataSource,
    private readonly contents: ExecutionContents,
    private readonly config: HubConfig,
  ) {
    super(dataSource, { name: 'old-test-runs', what: 'Old runs of tests' });
  }

  override onApplicationBootstrap(): void {
    if (this.config.testRunDays > 0) super.onApplicationBootstrap();
  }

  /** Some results of the oldest run, and the run when none are left. */
  protected async sweepSome(manager: EntityManager): Promise<boolean> {
    const [run] = await manager.query<OldRun[]>(
      `SELECT id, project_id, commit_id FROM test_runs
         WHERE results_deleted_at IS NULL AND ended_at IS NOT NULL AND created_at < now() - make_interval(days => $1)
         ORDER BY created_at LIMIT 1`,
      [this.config.testRunDays],
    );
    if (run === undefined) return false;
    const [results] = await manager.query<[{ id: string }[], number]>(
      `DELETE FROM test_results WHERE id IN (SELECT id FROM test_results WHERE run_id = $1 LIMIT ${SWEPT_AT_ONCE}) RETURNING id`,
      [run.id],
    );
    const ids = results.map(({ id }) => id);
    await this.contents.forget(manager, run.project_id, ids);
    if (ids.length < SWEPT_AT_ONCE) await forget(manager, run);
    return true;
  }
}

/** With those that stayed before it, and of which nobody needs to know any more. */
async function forget(manager: EntityManager, { id, project_id, commit_id }: OldRun): Promise<void> {
  await manager.query('UPDATE test_runs SET results_deleted_at = now() WHERE id = $1', [id]);
  await manager.query(
    `DELETE FROM test_runs r WHERE project_id = $1 AND commit_id = $2 AND results_deleted_at IS NOT NULL
       AND (NOT ${isEvidence('r')} OR ${IS_REPLACED})`,
    [project_id, commit_id],
  );
}
