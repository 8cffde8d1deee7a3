import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';
import { LIVE_CHANNEL } from './live';

/** `first_at` is that of the key's exposure: what is reported of it counts when its window has passed. */
const WINDOWS = `
  ALTER TABLE experiment_key_outcomes ADD COLUMN first_at timestamptz;
  UPDATE experiment_key_outcomes k SET first_at = x.first_at FROM experiment_exposures x
    WHERE x.experiment_id = k.experiment_id AND x.subject = k.subject;
  ALTER TABLE experiment_key_outcomes ALTER COLUMN first_at SET NOT NULL;`;

/**
 * `figures` are the last ones, of an experiment whose observations are deleted, or being deleted. `alarmed_at` is when it was first seen that the arms
 * did not get their shares.
 */
const ENDS = `
  ALTER TABLE experiments ADD COLUMN figures jsonb, ADD COLUMN observations_deleted_at timestamptz, ADD COLUMN alarmed_at timestamptz;
  CREATE INDEX experiments_ended ON experiments (ended_at) WHERE observations_deleted_at IS NULL AND started_at IS NOT NULL;
  CREATE INDEX experiment_calls_experiment ON experiment_calls (experiment_id);`;

const LIVE = `
  CREATE FUNCTION live_experiment_changed() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE moved experiments%ROWTYPE;
  BEGIN
    IF TG_OP = 'DELETE' THEN moved := OLD; moved.state := NULL; ELSE moved := NEW; END IF;
    PERFORM pg_notify('${LIVE_CHANNEL}', json_build_object('kind', 'experiment', 'project', moved.project_id,
      'experiment', moved.id, 'state', moved.state, 'alarm', moved.alarmed_at IS NOT NULL)::text);
    RETURN NULL;
  END $$;
  CREATE TRIGGER live_experiment_changed AFTER INSERT OR DELETE OR UPDATE OF state, traffic, name, alarmed_at ON experiments
    FOR EACH ROW EXECUTE FUNCTION live_experiment_changed();`;

/** Drafts may change and go, what is observed is not kept for ever, and those who follow a project hear of its experiments. */
export class ExperimentEnds1764000006600 implements MigrationInterface {
  name = 'ExperimentEnds1764000006600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(WINDOWS);
    await runner.query(ENDS);
    await runner.query(LIVE);
    await runner.query(`
      GRANT DELETE, UPDATE (environment, path, name, hypothesis, arms, metric, guards, planned_size, window_hours, stop_on_breach, figures,
        observations_deleted_at, alarmed_at)
        ON experiments TO ${APP_ROLE};
      GRANT DELETE ON experiment_calls, experiment_outcomes, experiment_exposures, experiment_key_outcomes TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP FUNCTION live_experiment_changed() CASCADE;
      DROP INDEX experiment_calls_experiment, experiments_ended;
      ALTER TABLE experiments DROP COLUMN figures, DROP COLUMN observations_deleted_at, DROP COLUMN alarmed_at;
      ALTER TABLE experiment_key_outcomes DROP COLUMN first_at`);
  }
}
