import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/** Branches can be protected and deleted; a tag is written once and can only be taken away. */
export class BranchesAndTags1764000003100 implements MigrationInterface {
  name = 'BranchesAndTags1764000003100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE branches ADD COLUMN protected boolean NOT NULL DEFAULT false;
      CREATE TABLE tags (
        project_id uuid NOT NULL REFERENCES projects,
        name text COLLATE "C" NOT NULL,
        commit_id text COLLATE "C" NOT NULL,
        message text,
        created_by uuid NOT NULL REFERENCES users,
        created_by_name text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (project_id, name),
        FOREIGN KEY (project_id, commit_id) REFERENCES commits
      );`);
    await runner.query(`GRANT UPDATE (protected), DELETE ON branches TO ${APP_ROLE}`);
    await runner.query(`GRANT SELECT, INSERT, DELETE ON tags TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE tags');
    await runner.query(`REVOKE DELETE ON branches FROM ${APP_ROLE}`);
    await runner.query('ALTER TABLE branches DROP COLUMN protected');
  }
}
