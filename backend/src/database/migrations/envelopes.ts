import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys of model providers belong to an organization or to one project of it, and each is sealed with a data key of its own.
 * `data_key` is that one, sealed with the hub's encryption key; NULL in rows from before, which are sealed with the hub's
 * key themselves until a hub re-wraps them.
 */
export class Envelopes1764000006300 implements MigrationInterface {
  name = 'Envelopes1764000006300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE provider_keys
        ADD COLUMN project_id uuid REFERENCES projects,
        ADD COLUMN data_key bytea,
        ADD CHECK (data_key IS NULL OR sealed_key IS NOT NULL);
      DROP INDEX provider_keys_provider;
      CREATE UNIQUE INDEX provider_keys_owner
        ON provider_keys (organization_id, provider, COALESCE(project_id, organization_id)) WHERE deleted_at IS NULL`);
  }

  /** What was sealed since does not open for an older hub, and it knows no keys of projects: they are wiped. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE provider_keys SET deleted_at = now(), sealed_key = NULL, data_key = NULL WHERE data_key IS NOT NULL;
      DROP INDEX provider_keys_owner;
      ALTER TABLE provider_keys DROP COLUMN project_id, DROP COLUMN data_key;
      CREATE UNIQUE INDEX provider_keys_provider ON provider_keys (organization_id, provider) WHERE deleted_at IS NULL`);
  }
}
