import type { MigrationInterface, QueryRunner } from 'typeorm';
import { APP_ROLE } from '../connection';

/** The audit trail. Append-only: the hub's role may read and insert, and nobody's foreign key can take a row away. */
export class Audit1764000000100 implements MigrationInterface {
  name = 'Audit1764000000100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_events (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        action text NOT NULL,
        actor_user_id uuid,
        actor_name text NOT NULL,
        target text NOT NULL,
        organization_id uuid,
        project_id uuid,
        details jsonb NOT NULL DEFAULT '{}',
        request_id text,
        ip text
      );
      CREATE INDEX audit_events_organization ON audit_events (organization_id, at DESC, id DESC);
      CREATE INDEX audit_events_actor ON audit_events (actor_user_id, at DESC);`);
    await runner.query(`GRANT SELECT, INSERT ON audit_events TO ${APP_ROLE}`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_events');
  }
}
