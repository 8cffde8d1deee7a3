import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/**
 * What listings and searches read: the prompts of one branch or environment, as of the version (`head`) that was last looked at.
 * Made of the Git objects and nothing else, so that any of it may be thrown away: whoever asks next makes it anew, and so it
 * comes to be for projects that are older than this table. `own` are the prompts of an environment with a version of their own.
 */
const TABLES = `
  CREATE TABLE prompt_views (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('branch', 'environment')),
    name text COLLATE "C" NOT NULL,
    head text COLLATE "C",
    own jsonb NOT NULL DEFAULT '{}',
    format integer NOT NULL,
    UNIQUE (project_id, kind, name)
  );

  CREATE TABLE prompt_entries (
    view_id bigint NOT NULL REFERENCES prompt_views ON DELETE CASCADE,
    path text COLLATE "C" NOT NULL,
    blob text COLLATE "C" NOT NULL,
    description text,
    owner text,
    tags text[] NOT NULL,
    model text,
    partial boolean NOT NULL,
    commit_id text COLLATE "C" NOT NULL,
    updated_by text NOT NULL,
    updated_at timestamptz NOT NULL,
    body text NOT NULL,
    search tsvector NOT NULL,
    PRIMARY KEY (view_id, path)
  );
  CREATE INDEX prompt_entries_updated ON prompt_entries (view_id, updated_at DESC, path);
  CREATE INDEX prompt_entries_search ON prompt_entries USING gin (search);`;

/** A branch or an environment takes its prompts along, however it is deleted. */
const DELETIONS = `
  CREATE FUNCTION prompt_views_delete() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM prompt_views WHERE project_id = OLD.project_id AND kind = TG_ARGV[0] AND name = OLD.name;
    RETURN NULL;
  END $$;
  CREATE TRIGGER branches_delete_view AFTER DELETE ON branches
    FOR EACH ROW EXECUTE FUNCTION prompt_views_delete('branch');
  CREATE TRIGGER environments_delete_view AFTER DELETE ON environments
    FOR EACH ROW EXECUTE FUNCTION prompt_views_delete('environment');`;

export class PromptSearch1764000005400 implements MigrationInterface {
  name = 'PromptSearch1764000005400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(DELETIONS);
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE (head, own, format), DELETE ON prompt_views TO ${APP_ROLE}`,
    );
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON prompt_entries TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER environments_delete_view ON environments');
    await runner.query('DROP TRIGGER branches_delete_view ON branches');
    await runner.query('DROP FUNCTION prompt_views_delete()');
    await runner.query('DROP TABLE prompt_entries, prompt_views');
  }
}
