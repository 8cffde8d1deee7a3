import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';
import { LIVE_CHANNEL } from './live';

/**
 * `path` is empty for the whole project. `control` is the commit that ran there when it started; `arms` is a list of
 * {name, weight, commit}, control first and without its commit.
 */
const EXPERIMENTS = `
  CREATE TABLE experiments (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES projects,
    environment text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL,
    name text NOT NULL,
    state text COLLATE "C" NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'running', 'stopped', 'promoted', 'rolled-back')),
    hypothesis text NOT NULL,
    control text COLLATE "C",
    arms jsonb NOT NULL,
    traffic integer NOT NULL CHECK (traffic BETWEEN 1 AND 1000),
    metric jsonb NOT NULL,
    guards jsonb NOT NULL,
    planned_size integer,
    window_hours integer NOT NULL,
    stop_on_breach boolean NOT NULL,
    lost bigint NOT NULL DEFAULT 0,
    created_by uuid NOT NULL REFERENCES users,
    created_by_name text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz,
    ended_by uuid REFERENCES users,
    ended_by_name text,
    why text,
    winner text COLLATE "C",
    FOREIGN KEY (project_id, control) REFERENCES commits,
    CHECK ((state = 'draft') <= (started_at IS NULL)),
    CHECK (state <> 'running' OR (control IS NOT NULL AND started_at IS NOT NULL))
  );
  CREATE UNIQUE INDEX experiments_running ON experiments (project_id, environment, path) WHERE state = 'running';
  CREATE INDEX experiments_project ON experiments (project_id, id DESC);`;

/**
 * `subject` stands for a key, which is stored nowhere. A call is written when it has ended; an outcome counts once for its metric and id.
 *
 * An exposure is the row of its key: what its calls came to in all, and when it was shown its arm first (null while it has outcomes
 * alone). `experiment_key_outcomes` holds what those of its outcomes came to that count. Both are kept up by whoever adds a call, an
 * exposure or an outcome, so that results are read from one small row per key.
 */
const OBSERVATIONS = `
  CREATE TABLE experiment_exposures (
    experiment_id uuid NOT NULL REFERENCES experiments,
    subject uuid NOT NULL,
    arm smallint NOT NULL,
    first_at timestamptz,
    calls integer NOT NULL DEFAULT 0,
    failed integer NOT NULL DEFAULT 0,
    latency_ms double precision NOT NULL DEFAULT 0,
    with_cost integer NOT NULL DEFAULT 0,
    cost_usd double precision NOT NULL DEFAULT 0,
    with_tokens integer NOT NULL DEFAULT 0,
    tokens bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (experiment_id, subject)
  );
  CREATE TABLE experiment_calls (
    execution_id uuid PRIMARY KEY,
    experiment_id uuid NOT NULL REFERENCES experiments,
    subject uuid NOT NULL,
    arm smallint NOT NULL,
    cost_usd double precision,
    latency_ms double precision NOT NULL,
    tokens integer,
    failed boolean NOT NULL
  );
  CREATE TABLE experiment_outcomes (
    experiment_id uuid NOT NULL REFERENCES experiments,
    id text COLLATE "C" NOT NULL,
    metric text COLLATE "C" NOT NULL,
    subject uuid NOT NULL,
    value double precision NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (experiment_id, metric, id)
  );
  CREATE INDEX experiment_outcomes_subject ON experiment_outcomes (experiment_id, subject);
  CREATE TABLE experiment_key_outcomes (
    experiment_id uuid NOT NULL REFERENCES experiments,
    metric text COLLATE "C" NOT NULL,
    subject uuid NOT NULL,
    arm smallint NOT NULL,
    outcomes integer NOT NULL,
    total double precision NOT NULL,
    highest double precision NOT NULL,
    PRIMARY KEY (experiment_id, metric, subject)
  );`;

/** For those who follow the project it is as if something had been deployed there: they ask anew. */
const LIVE = `
  CREATE FUNCTION live_experiment_moved() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_notify('${LIVE_CHANNEL}', json_build_object('kind', 'environment', 'project', NEW.project_id,
      'name', NEW.environment, 'path', NULLIF(NEW.path, ''), 'commit', NEW.control)::text);
    RETURN NULL;
  END $$;
  CREATE TRIGGER live_experiment_moved AFTER UPDATE OF state, traffic ON experiments FOR EACH ROW
    WHEN (OLD.state = 'running' OR NEW.state = 'running') EXECUTE FUNCTION live_experiment_moved();`;

/** Several versions in one environment at a time, who was shown which, and what became of it. */
export class Experiments1764000006500 implements MigrationInterface {
  name = 'Experiments1764000006500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EXPERIMENTS);
    await runner.query(OBSERVATIONS);
    await runner.query(LIVE);
    await runner.query(`
      GRANT SELECT, INSERT,
        UPDATE (state, control, traffic, lost, started_at, ended_at, ended_by, ended_by_name, why, winner)
        ON experiments TO ${APP_ROLE};
      GRANT SELECT, INSERT ON experiment_calls, experiment_outcomes TO ${APP_ROLE};
      GRANT SELECT, INSERT, UPDATE ON experiment_exposures, experiment_key_outcomes TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'DROP TABLE experiment_key_outcomes, experiment_outcomes, experiment_calls, experiment_exposures, experiments',
    );
    await runner.query('DROP FUNCTION live_experiment_moved()');
  }
}
