import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/** Keys of model providers, sealed, and the record of every call that the hub made with them. */
export class Execution1764000002000 implements MigrationInterface {
  name = 'Execution1764000002000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE provider_keys (
        id uuid PRIMARY KEY,
        organization_id uuid NOT NULL REFERENCES organizations,
        provider text NOT NULL,
        sealed_key bytea,
        hint text NOT NULL,
        base_url text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        deleted_at timestamptz,
        CHECK ((sealed_key IS NULL) = (deleted_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX provider_keys_provider ON provider_keys (organization_id, provider)
        WHERE deleted_at IS NULL;

      CREATE TABLE executions (
        id uuid PRIMARY KEY,
        project_id uuid NOT NULL REFERENCES projects,
        user_id uuid NOT NULL REFERENCES users,
        path text NOT NULL,
        commit_id text NOT NULL,
        model text NOT NULL,
        status text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
        input_tokens integer NOT NULL DEFAULT 0,
        output_tokens integer NOT NULL DEFAULT 0,
        usage jsonb,
        cost_usd double precision,
        priced boolean,
        latency_ms double precision,
        error_code text,
        hub_instance uuid NOT NULL,
        started_at timestamptz NOT NULL,
        alive_at timestamptz NOT NULL,
        settled_at timestamptz,
        CHECK ((status = 'running') = (settled_at IS NULL))
      );
      CREATE INDEX executions_project ON executions (project_id, id DESC);
      CREATE INDEX executions_running ON executions (alive_at) WHERE status = 'running';`);
    await runner.query(`GRANT SELECT, INSERT, UPDATE ON provider_keys, executions TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE executions, provider_keys');
  }
}
