import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/**
 * Limits of how much models are asked, and what counts against them. The counts are unlogged: they live for a minute, are written
 * at each call, and whoever lost them in a crash of the server begins to count anew.
 */
const TABLES = `
  CREATE TABLE model_rate_limits (
    id uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organizations,
    scope text NOT NULL CHECK (scope IN ('organization', 'project', 'user', 'key', 'prompt', 'environment')),
    project_id uuid REFERENCES projects,
    user_id uuid REFERENCES users,
    token_id uuid REFERENCES personal_tokens,
    path text,
    environment text,
    measure text NOT NULL CHECK (measure IN ('requests-per-minute', 'tokens-per-minute', 'parallel-requests')),
    most integer NOT NULL CHECK (most >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,
    CHECK ((project_id IS NOT NULL) = (scope IN ('project', 'prompt', 'environment'))),
    CHECK ((path IS NOT NULL) = (scope = 'prompt')),
    CHECK ((environment IS NOT NULL) = (scope = 'environment'))
  );
  CREATE INDEX model_rate_limits_organization ON model_rate_limits (organization_id, id) WHERE deleted_at IS NULL;

  CREATE UNLOGGED TABLE rate_limit_windows (
    key varchar(255) PRIMARY KEY,
    points integer NOT NULL DEFAULT 0,
    expire bigint
  );

  CREATE UNLOGGED TABLE parallel_calls (
    id uuid PRIMARY KEY,
    key text NOT NULL,
    expires_at timestamptz NOT NULL
  );
  CREATE INDEX parallel_calls_key ON parallel_calls (key);`;

/** Each statement of a volatile function sees what was committed before it: who waited for the lock counts those before it. */
const HOLD = `
  CREATE FUNCTION hold_parallel_call(call uuid, counted text, most integer, lasting interval) RETURNS boolean LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('parallel calls ' || counted, 0));
    DELETE FROM parallel_calls WHERE key = counted AND expires_at <= clock_timestamp();
    IF (SELECT count(*) FROM parallel_calls WHERE key = counted) >= most THEN
      RETURN false;
    END IF;
    INSERT INTO parallel_calls (id, key, expires_at) VALUES (call, counted, clock_timestamp() + lasting);
    RETURN true;
  END $$;
  REVOKE ALL ON FUNCTION hold_parallel_call FROM PUBLIC;
  GRANT EXECUTE ON FUNCTION hold_parallel_call TO ${APP_ROLE};`;

export class RateLimits1764000006200 implements MigrationInterface {
  name = 'RateLimits1764000006200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(HOLD);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON model_rate_limits TO ${APP_ROLE}`);
    await runner.query(
      `GRANT SELECT, INSERT, UPDATE, DELETE ON rate_limit_windows, parallel_calls TO ${APP_ROLE}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION hold_parallel_call');
    await runner.query('DROP TABLE parallel_calls, rate_limit_windows, model_rate_limits');
  }
}
