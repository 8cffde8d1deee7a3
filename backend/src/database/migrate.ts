import { Client, escapeIdentifier } from 'pg';
import { DataSource } from 'typeorm';
import { APP_ROLE, migratingOptions } from './connection';
import { DatabaseUnusableError } from './database-unusable-error';
import { migrations } from './migrations/index';

const OLDEST_POSTGRES = 140_000;
/** Any fixed number, the same for every hub: who holds it migrates. */
const ADVISORY_LOCK = 5_061_748_212;

export interface MigrateOptions {
  /** URL of the role that owns the tables. */
  ownerUrl: string;
  /** Login that the hub will use, when it has one of its own; it is made a member of the group role. */
  appLogin?: string;
}

/**
 * Brings the database up to date, as its owner. Several hubs may start at once: one migrates, the others wait.
 * @returns names of the migrations that were run.
 * @throws DatabaseUnusableError when the server cannot be reached or is too old.
 */
export async function migrate({ ownerUrl, appLogin }: MigrateOptions): Promise<string[]> {
  const lock = new Client({ connectionString: ownerUrl, connectionTimeoutMillis: 5_000 });
  lock.on('error', () => undefined);
  try {
    await lock.connect();
  } catch (error) {
    throw DatabaseUnusableError.unreachable(ownerUrl, error);
  }
  try {
    await checkVersion(lock);
    await lock.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await ensureAppRole(lock, appLogin);
    await closeSchema(lock);
    return await runMigrations(ownerUrl);
  } finally {
    await lock.end();
  }
}

async function checkVersion(client: Client): Promise<void> {
  const result = await client.query<{ number: string; name: string }>(
    `SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name`,
  );
  const row = result.rows[0];
  if (row !== undefined && Number(row.number) < OLDEST_POSTGRES) throw DatabaseUnusableError.tooOld(row.name);
}

/** Roles belong to the whole server, so another hub on another database may be doing the same right now. */
async function ensureAppRole(client: Client, appLogin: string | undefined): Promise<void> {
  const role = escapeIdentifier(APP_ROLE);
  const member = appLogin === undefined ? 'CURRENT_USER' : escapeIdentifier(appLogin);
  try {
    await client.query(
      `DO $$ BEGIN
         IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${APP_ROLE}') THEN CREATE ROLE ${role} NOLOGIN; END IF;
       EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
    );
    if (!(await mayAct(client, appLogin))) await client.query(`GRANT ${role} TO ${member}`);
  } catch (error) {
    throw DatabaseUnusableError.roleMissing(appLogin ?? 'the user of DATABASE_URL', error);
  }
}

/** From PostgreSQL 16 on, who made a role is its member without the right to act as it. */
async function mayAct(client: Client, login: string | undefined): Promise<boolean> {
  const result = await client.query<{ may: boolean }>(
    `SELECT pg_has_role(COALESCE($1, CURRENT_USER), '${APP_ROLE}',
       CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END) AS may`,
    [login ?? null],
  );
  return result.rows[0]?.may === true;
}

/** Before PostgreSQL 15 everyone may create tables in `public`. Not every owner of a database owns its schema. */
async function closeSchema(client: Client): Promise<void> {
  await client.query(
    `DO $$ BEGIN REVOKE CREATE ON SCHEMA public FROM PUBLIC;
     EXCEPTION WHEN insufficient_privilege THEN NULL; END $$`,
  );
}

async function runMigrations(ownerUrl: string): Promise<string[]> {
  const owner = new DataSource({
    ...migratingOptions(ownerUrl),
    migrations: [...migrations],
    migrationsTableName: 'schema_migrations',
    migrationsTransactionMode: 'each',
  });
  await owner.initialize();
  try {
    return (await owner.runMigrations()).map(({ name }) => name);
  } finally {
    await owner.destroy();
  }
}
