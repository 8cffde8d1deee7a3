import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { appDatabaseUrl } from '../database/connection';
import { migrate } from '../database/migrate';
import type { Settings } from '../config/settings';
import type { KeyFile } from './key-file';
import { type Cluster, startCluster } from './postgres/cluster';

export const DATABASE = 'prompthub';
const APP_LOGIN = 'prompthub_hub';

/** A database that is up to date. */
export interface HubDatabase {
  /** What the hub connects with. */
  url: string;
  cluster: Cluster | undefined;
}

/** The embedded PostgreSQL in `folder`: started, with its database and the hub's own login. */
export async function embeddedDatabase(folder: string, keys: KeyFile): Promise<HubDatabase> {
  const cluster = await startCluster({ folder, password: keys.databaseOwnerPassword });
  try {
    await prepare(cluster.url('postgres'), keys.databaseAppPassword);
    const ownerUrl = cluster.url(DATABASE);
    await migrate({ ownerUrl, appLogin: APP_LOGIN });
    const url = new URL(ownerUrl);
    url.username = APP_LOGIN;
    url.password = keys.databaseAppPassword;
    return { url: appDatabaseUrl(ownerUrl, url.href), cluster };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** The server that `DATABASE_URL` names. */
export async function externalDatabase(ownerUrl: string, settings: Settings): Promise<HubDatabase> {
  const appUrl = settings.databaseAppUrl;
  await migrate({
    ownerUrl,
    ...(appUrl === undefined ? {} : { appLogin: decodeURIComponent(new URL(appUrl).username) }),
  });
  return { url: appDatabaseUrl(ownerUrl, appUrl), cluster: undefined };
}

async function prepare(serverUrl: string, appPassword: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const found = await client.query<{ login: boolean; database: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1) AS login,
         EXISTS (SELECT FROM pg_database WHERE datname = $2) AS database`,
      [APP_LOGIN, DATABASE],
    );
    const login = escapeIdentifier(APP_LOGIN);
    if (found.rows[0]?.login !== true)
      await client.query(`CREATE ROLE ${login} LOGIN PASSWORD ${escapeLiteral(appPassword)}`);
    if (found.rows[0]?.database !== true) await client.query(`CREATE DATABASE ${escapeIdentifier(DATABASE)}`);
  } finally {
    await client.end();
  }
}
