import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/** When the results of a run were deleted for their age; what is to be deleted next; and runs of a rare state in an index. */
export class TestRunRetention1764000006650 implements MigrationInterface {
  name = 'TestRunRetention1764000006650';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE test_runs ADD COLUMN results_deleted_at timestamptz;
      GRANT UPDATE (results_deleted_at) ON test_runs TO ${APP_ROLE};
      CREATE INDEX test_runs_aging ON test_runs (created_at) WHERE results_deleted_at IS NULL AND ended_at IS NOT NULL;
      CREATE INDEX test_runs_status ON test_runs (project_id, status, id DESC);`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX test_runs_aging, test_runs_status;
      ALTER TABLE test_runs DROP COLUMN results_deleted_at;`);
  }
}
