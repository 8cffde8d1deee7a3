import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/**
 * What prompts were asked and answered, where a project wants that kept, and whether it does. Contents are text and no `jsonb`:
 * nobody searches them, and they may hold characters that `jsonb` refuses. Of a project without a policy nothing is kept.
 */
export class ExecutionContents1764000006100 implements MigrationInterface {
  name = 'ExecutionContents1764000006100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE execution_policies (
        project_id uuid PRIMARY KEY REFERENCES projects,
        keep_contents text NOT NULL CHECK (keep_contents IN ('none', 'failed', 'all')),
        keep_days integer NOT NULL CHECK (keep_days BETWEEN 1 AND 3650),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE execution_contents (
        execution_id uuid PRIMARY KEY,
        project_id uuid NOT NULL REFERENCES projects,
        failed boolean NOT NULL,
        contents text NOT NULL,
        kept_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX execution_contents_project ON execution_contents (project_id, kept_at);

      CREATE INDEX executions_path ON executions (project_id, path, id DESC);
      CREATE INDEX executions_user ON executions (project_id, user_id, id DESC);
      CREATE INDEX executions_key ON executions (project_id, token_id, id DESC) WHERE token_id IS NOT NULL;
      CREATE INDEX executions_failed ON executions (project_id, id DESC) WHERE status = 'failed';`);
    await runner.query(`
      GRANT SELECT, INSERT, UPDATE (keep_contents, keep_days, updated_at) ON execution_policies TO ${APP_ROLE};
      GRANT SELECT, INSERT, DELETE ON execution_contents TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX executions_path, executions_user, executions_key, executions_failed;
      DROP TABLE execution_contents, execution_policies`);
  }
}
