import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { OrganizationRole } from '@prompthub/protocol';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { getDataSourceToken } from '@nestjs/typeorm';
import { Client } from 'pg';
import type { DestinationStream } from 'pino';
import type { DataSource } from 'typeorm';
import { AccessTokenService } from '../src/auth/access-token.service';
import { HubConfig, type HubSettings } from '../src/config/hub-config';
import { migrate } from '../src/database/migrate';
import { createHub } from '../src/main';
import { uuidV7 } from '../src/common/uuid';

export type TestRole = OrganizationRole | 'stranger';

export interface TestUser {
  id: string;
  email: string;
  name: string;
  /** A valid access token (JWT). */
  token: string;
}

export interface TestResponse {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed JSON body; undefined when it is not JSON. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of every shape
  body: any;
}

export interface TestRequest {
  method?: string;
  /** Whose token to send; none for an anonymous request. */
  as?: TestRole | { token: string };
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as a form. */
  form?: Record<string, string>;
  headers?: Record<string, string>;
  /** Another hub on the same database, instead of this one. */
  origin?: string;
}

export interface TestHub {
  url: string;
  app: NestFastifyApplication;
  /** The hub's own connection: the app role. */
  dataSource: DataSource;
  /** The owner's URL of this hub's database. */
  ownerUrl: string;
  appUrl: string;
  config: HubConfig;
  /** Members of `acme` by role; `stranger` owns `other` and is not in `acme`. */
  users: Record<TestRole, TestUser>;
  organization: { id: string; slug: 'acme' };
  project: { id: string; slug: 'support-desk' };
  request(path: string, options?: TestRequest): Promise<TestResponse>;
  close(): Promise<void>;
}

export interface StartHubOptions {
  settings?: Partial<HubSettings>;
  logStream?: DestinationStream;
  /** URL of an existing database, to start a second hub on it. */
  database?: { ownerUrl: string; appUrl: string };
}

const ROLES: readonly TestRole[] = ['owner', 'admin', 'editor', 'viewer', 'stranger'];
const APP_PASSWORD = 'only-for-tests';
/** The processes that judge run from source, as jest does. */
const FROM_SOURCE = [
  '--conditions=prompthub-source',
  '--require',
  path.join(__dirname, '../../engine/from-source.cjs'),
];

/** A whole hub over HTTP on a fresh database: organization `acme` with a member of each role, project `support-desk`. */
export async function startHub(options: StartHubOptions = {}): Promise<TestHub> {
  const database = options.database ?? (await createDatabase());
  await migrate({ ownerUrl: database.ownerUrl, appLogin: 'prompthub_test_app' });
  const config = new HubConfig({
    host: '127.0.0.1',
    port: 0,
    publicUrl: 'http://127.0.0.1:4100',
    logLevel: options.logStream === undefined ? 'silent' : 'info',
    trustProxy: '',
    databaseUrl: database.appUrl,
    databasePool: 10,
    redisUrl: undefined,
    encryptionKeys: [randomBytes(32)],
    jwtKeys: [randomBytes(32)],
    oauthRedirectUris: [],
    allowedProviderHosts: [],
    testConcurrency: 8,
    judgingFlags: FROM_SOURCE,
    testRunDays: 90,
    observationDays: 90,
    ...options.settings,
  });
  const app = await createHub(
    config,
    options.logStream === undefined ? {} : { logStream: options.logStream },
  );
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  const dataSource = app.get<DataSource>(getDataSourceToken());
  const seeded = await seed(dataSource);
  const users = await withTokens(seeded.users, app.get(AccessTokenService, { strict: false }));
  return {
    url,
    app,
    dataSource,
    ...database,
    config,
    users,
    organization: { id: seeded.organizationId, slug: 'acme' },
    project: { id: seeded.projectId, slug: 'support-desk' },
    request: (path, request = {}) => send((request.origin ?? url) + path, request, users),
    close: () => app.close(),
  };
}

/** Another hub with the same accounts and keys: a replica, or one that was restored from a backup. */
export function hubAt(hub: TestHub, url: string): TestHub {
  return { ...hub, url, request: (path, options) => hub.request(path, { ...options, origin: url }) };
}

/** An empty database of its own in the run's PostgreSQL. */
export async function createDatabase(): Promise<{ ownerUrl: string; appUrl: string }> {
  const server = process.env['PROMPTHUB_TEST_POSTGRES'];
  if (server === undefined) throw new Error('Run through jest: its global setup starts PostgreSQL.');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(
    `DO $$ BEGIN CREATE ROLE prompthub_test_app LOGIN PASSWORD '${APP_PASSWORD}';
     EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const owner = new URL(server);
  owner.pathname = name;
  const appUrl = new URL(owner);
  appUrl.username = 'prompthub_test_app';
  appUrl.password = APP_PASSWORD;
  return { ownerUrl: owner.href, appUrl: appUrl.href };
}

async function seed(dataSource: DataSource): Promise<{
  users: Record<TestRole, Omit<TestUser, 'token'>>;
  organizationId: string;
  projectId: string;
}> {
  const organizationId = uuidV7();
  const otherId = uuidV7();
  const projectId = uuidV7();
  const insertOrganization = 'INSERT INTO organizations (id, slug, name) VALUES ($1, $2, $3)';
  await dataSource.query(insertOrganization, [organizationId, 'acme', 'Acme']);
  await dataSource.query(insertOrganization, [otherId, 'other', 'Other']);
  await dataSource.query('INSERT INTO projects (id, organization_id, slug, name) VALUES ($1, $2, $3, $4)', [
    projectId,
    organizationId,
    'support-desk',
    'Support desk',
  ]);
  const entries = await Promise.all(
    ROLES.map(async (role) => {
      const user = { id: uuidV7(), email: `${role}@example.com`, name: `${role} person` };
      await dataSource.query('INSERT INTO users (id, email, name) VALUES ($1, $2, $3)', [
        user.id,
        user.email,
        user.name,
      ]);
      await dataSource.query(
        'INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4)',
        [
          uuidV7(),
          role === 'stranger' ? otherId : organizationId,
          user.id,
          role === 'stranger' ? 'owner' : role,
        ],
      );
      return [role, user] as const;
    }),
  );
  const users = Object.fromEntries(entries) as Record<TestRole, Omit<TestUser, 'token'>>;
  return { users, organizationId, projectId };
}

async function withTokens(
  users: Record<TestRole, Omit<TestUser, 'token'>>,
  tokens: AccessTokenService,
): Promise<Record<TestRole, TestUser>> {
  const entries = await Promise.all(
    ROLES.map(
      async (role) => [role, { ...users[role], token: await tokens.issue(users[role], uuidV7()) }] as const,
    ),
  );
  return Object.fromEntries(entries) as Record<TestRole, TestUser>;
}

async function send(
  url: string,
  { method, as, json, form, headers = {} }: TestRequest,
  users: Record<TestRole, TestUser>,
): Promise<TestResponse> {
  const token = typeof as === 'string' ? users[as].token : as?.token;
  const response = await fetch(url, {
    method: method ?? (json === undefined && form === undefined ? 'GET' : 'POST'),
    redirect: 'manual',
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: isJson ? JSON.parse(text) : undefined,
  };
}
