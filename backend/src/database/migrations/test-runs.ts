import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';
import { LIVE_CHANNEL } from './live';

/**
 * A run is kept for the commit that it tested. Its counts are written now and then while it runs, and tell of it; a result is written
 * when its test begins, so that no other hub begins it too, and again when it ends. What was asked and answered lies where that of
 * executions does. Columns are no `jsonb`: their names come from outside, with characters that `jsonb` refuses.
 */
const RUNS = `
  CREATE TABLE test_runs (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    origin text NOT NULL CHECK (origin IN ('hub', 'reported')),
    commit_id text COLLATE "C" NOT NULL,
    ref text NOT NULL,
    paths text[] COLLATE "C",
    options jsonb NOT NULL,
    source text,
    status text NOT NULL CHECK (status IN ('queued', 'running', 'passed', 'failed', 'cancelled')),
    problem text,
    total integer NOT NULL DEFAULT 0,
    passed integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    errored integer NOT NULL DEFAULT 0,
    skipped integer NOT NULL DEFAULT 0,
    cost_usd double precision,
    judging_cost_usd double precision,
    columns json,
    prompts text[] COLLATE "C" NOT NULL DEFAULT '{}',
    user_id uuid NOT NULL REFERENCES users,
    user_name text NOT NULL,
    token_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz,
    CHECK ((status IN ('passed', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
    FOREIGN KEY (project_id, commit_id) REFERENCES commits
  );
  CREATE INDEX test_runs_project ON test_runs (project_id, id DESC);
  CREATE INDEX test_runs_commit ON test_runs (project_id, commit_id, id DESC);
  CREATE INDEX test_runs_open ON test_runs (id) WHERE ended_at IS NULL;

  CREATE TABLE test_results (
    id uuid PRIMARY KEY,
    run_id uuid NOT NULL REFERENCES test_runs ON DELETE CASCADE,
    number integer NOT NULL,
    status text NOT NULL CHECK (status IN ('running', 'passed', 'failed', 'errored', 'skipped')),
    prompt text NOT NULL,
    result text,
    cost_usd double precision,
    judging_cost_usd double precision,
    reserved_usd double precision,
    UNIQUE (run_id, number)
  );

  CREATE FUNCTION live_test_run_moved() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('${LIVE_CHANNEL}', json_build_object('kind', 'test-run', 'project', NEW.project_id,
      'run', NEW.id)::text);
    RETURN NULL;
  END $$;
  CREATE TRIGGER live_test_run_moved AFTER INSERT OR UPDATE ON test_runs
    FOR EACH ROW EXECUTE FUNCTION live_test_run_moved();

  ALTER TABLE environments ADD COLUMN requires_tests text CHECK (requires_tests IN ('hub', 'any'));`;

const GRANTS = `
  GRANT SELECT, INSERT, DELETE, UPDATE (status, problem, total, passed, failed, errored, skipped, cost_usd, judging_cost_usd,
    columns, prompts, started_at, ended_at) ON test_runs TO ${APP_ROLE};
  GRANT SELECT, INSERT, DELETE, UPDATE (status, result, cost_usd, judging_cost_usd, reserved_usd) ON test_results TO ${APP_ROLE};
  GRANT UPDATE (requires_tests) ON environments TO ${APP_ROLE};`;

/** Runs of tests, and environments that want one before a version runs there. */
export class TestRuns1764000006400 implements MigrationInterface {
  name = 'TestRuns1764000006400';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(RUNS);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE environments DROP COLUMN requires_tests;
      DROP TABLE test_results, test_runs;
      DROP FUNCTION live_test_run_moved();`);
  }
}
