import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { loadSettings } from '../../src/config/settings';
import { migrate } from '../../src/database/migrate';
import type { Cluster } from '../../src/launch/postgres/cluster';
import { serve, type RunningHub } from '../../src/launch/serve';
import { TestBrowser } from '../browser';
import { startTestCluster } from '../embedded-postgres';
import { freePort } from '../free-port';
import { GitFolder, personalToken, remoteUrl } from '../git-remote/git-client';
import { hubAt, startHub, type TestHub } from '../hub';
import { obtainTokens, refresh } from '../oauth-flow';
import { RegistryClient } from '../registry/registry-client';
import { ReleaseTester } from '../releases/release-client';
import { storedRows } from '../stored-rows';
import { fillHub, PASSWORD, promptOf } from './drill-project';
import { machinePostgres } from './machine-postgres';
import { portrait } from './portrait';
import { rights } from './rights';

jest.setTimeout(60_000);

// A drill: a hub on a PostgreSQL of the machine's own is dumped, restored on another server, and has lost nothing.
const postgres = machinePostgres();
if (postgres === undefined)
  console.info('skipped: the restore drill (this machine has no PostgreSQL with pg_dump of its own)');

/** As docs/operations/backup-and-restore.md has it. */
const RESTORING = ['--single-transaction', '--no-owner'] as const;

interface Names {
  owner: string;
  login: string;
  database?: string;
}

(postgres === undefined ? describe.skip : describe)('a restored hub', () => {
  let home: Cluster;
  let elsewhere: Cluster;
  let hub: TestHub;
  let restored: TestHub;
  const running: RunningHub[] = [];
  let token: string;
  let refreshToken: string;
  let before: { rows: unknown; answers: unknown };
  const folder = new GitFolder();
  const dumps = mkdtempSync(path.join(tmpdir(), 'restore-drill-'));
  const dump = path.join(dumps, 'prompthub.dump');
  const client = (program: 'pg_dump' | 'pg_restore' | 'psql', ...args: string[]) =>
    postgres!.client(program, args);

  beforeAll(async () => {
    home = await startTestCluster(postgres?.binaries);
    elsewhere = await startTestCluster(postgres?.binaries);
    hub = await startHub({
      database: await newDatabase(home, { owner: 'first_owner', login: 'prompthub_test_app' }),
    });
    token = await personalToken(hub, 'editor');
    await fillHub(hub, folder, token);
    refreshToken = (await obtainTokens(hub)).refresh_token;
    await clone(hub, 'before');
    before = { rows: await storedRows(hub), answers: await portrait(hub) };
    await client('pg_dump', '--format=custom', `--file=${dump}`, hub.ownerUrl);
    // Another owner and another login: only `prompthub_app` is called the same everywhere.
    const database = await newDatabase(elsewhere, { owner: 'second_owner', login: 'other_login' });
    await client('pg_restore', ...RESTORING, `--dbname=${database.ownerUrl}`, dump);
    restored = { ...(await start(database)), ...database };
  }, 240_000);

  afterAll(async () => {
    for (const each of running) await each.stop();
    await hub?.close();
    await Promise.all([home?.stop(), elsewhere?.stop()]);
    folder.remove();
    rmSync(dumps, { recursive: true, force: true });
  });

  /** What an administrator prepares: the roles and an empty database. */
  async function newDatabase(cluster: Cluster, names: Names): Promise<{ ownerUrl: string; appUrl: string }> {
    const { owner, login, database = 'prompthub' } = names;
    const commands = [
      `CREATE ROLE ${owner} LOGIN PASSWORD 'only-for-tests'`,
      `CREATE ROLE ${login} LOGIN PASSWORD 'only-for-tests'`,
      `DO $$ BEGIN CREATE ROLE prompthub_app NOLOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
      `GRANT prompthub_app TO ${owner}, ${login}`,
      `CREATE DATABASE ${database} OWNER ${owner}`,
    ];
    const flags = commands.map((command) => `--command=${command}`);
    await client('psql', '--quiet', `--dbname=${cluster.url('postgres')}`, ...flags);
    const as = (user: string) => {
      const url = new URL(cluster.url(database));
      return Object.assign(url, { username: user, password: 'only-for-tests' }).href;
    };
    return { ownerUrl: as(owner), appUrl: as(login) };
  }

  /** A hub as people start it, with the keys and the public address of the first one. */
  async function start({ ownerUrl, appUrl }: { ownerUrl: string; appUrl?: string }): Promise<TestHub> {
    const { encryptionKeys, jwtKeys, publicUrl } = hub.config;
    const base64 = (keys: readonly Buffer[]) => keys.map((key) => key.toString('base64')).join();
    const port = await freePort();
    const settings = loadSettings(['--log-level', 'silent', '--port', String(port)], {
      DATABASE_URL: ownerUrl,
      DATABASE_APP_URL: appUrl,
      PROMPTHUB_ENCRYPTION_KEY: base64(encryptionKeys),
      PROMPTHUB_JWT_KEY: base64(jwtKeys),
      PROMPTHUB_PUBLIC_URL: publicUrl,
    });
    running.push(await serve(settings));
    return hubAt(hub, `http://127.0.0.1:${port}`);
  }

  async function clone(from: TestHub, to: string): Promise<void> {
    await folder.git('.', 'clone', '--quiet', '--mirror', remoteUrl(from, 'support-desk', token), to);
  }

  it('has every row, and answers everything as the first one did', async () => {
    expect(await storedRows(restored)).toEqual(before.rows);
    const answers = await portrait(restored);
    expect(answers.size).toBeGreaterThan(100);
    expect(answers).toEqual(before.answers);
  });

  it('is cloned with the same ids, and the clone is sound', async () => {
    await clone(restored, 'after');
    expect(await folder.git('after', 'fsck', '--strict', '--full')).toBe('');
    for (const asked of [
      ['for-each-ref', '--format=%(objectname) %(refname)'],
      ['rev-list', '--objects', '--all'],
      ['rev-parse', 'main', 'v1', 'side'],
    ])
      expect(await folder.git('after', ...asked)).toBe(await folder.git('before', ...asked));
    expect(Number(await folder.git('after', 'rev-list', '--count', '--all'))).toBeGreaterThan(60);
  });

  it('signs people in with what they had: password, personal token, session, access token', async () => {
    const browser = new TestBrowser(restored);
    const email = 'editor@example.com';
    const answer = await browser.submit('/sign-in', '/sign-in', { email, password: PASSWORD });
    expect(answer.status).toBe(303);
    expect((await restored.request('/api/v1/me', { as: { token } })).body.email).toBe(email);
    expect((await refresh(restored, refreshToken)).status).toBe(200);
    expect((await restored.request('/api/v1/me', { as: 'viewer' })).status).toBe(200);
  });

  it('goes on: versions upon versions, moves upon moves, pushes upon clones', async () => {
    const tester = new ReleaseTester(new RegistryClient(restored));
    const head = await folder.git('before', 'rev-parse', 'main');
    const next = await tester.publish({ 'hello.prompt': promptOf('Again') });
    expect((await tester.registry.get(`commits/${next}`)).body.parents).toEqual([head]);
    const earlier = (await tester.registry.get('environments/production/deployments')).body.items;
    expect((await tester.deploy('production', { ref: 'main' })).status).toBe(201);
    const [newest, ...others] = (await tester.registry.get('environments/production/deployments')).body.items;
    expect([newest.to, others]).toEqual([next, earlier]);
    const url = remoteUrl(restored, 'support-desk', token);
    await folder.git('mine', 'pull', '--quiet', url, 'main');
    const pushed = await folder.commit('mine', { 'docs/after.md': 'after\n' });
    await folder.git('mine', 'push', '--quiet', url, 'main');
    expect((await tester.registry.get('history', { limit: '1' })).body.items[0].id).toBe(pushed);
  });

  it('gives both roles their rights, no fewer and no more', async () => {
    const names = { owner: 'third_owner', login: 'third_login', database: 'fresh' };
    const database = await newDatabase(elsewhere, names);
    await migrate({ ownerUrl: database.ownerUrl, appLogin: names.login });
    const given = await rights(restored);
    expect(given).toContain('r commits: INSERT by prompthub_app');
    expect(given).toEqual(await rights(database));
    const app = new Client({ connectionString: restored.appUrl });
    await app.connect();
    for (const statement of [
      'UPDATE commits SET message = message',
      'DELETE FROM git_objects',
      'DELETE FROM audit_events',
      'TRUNCATE release_moves',
      'CREATE TABLE mine (id int)',
      'SET ROLE second_owner',
    ])
      await expect(app.query(statement)).rejects.toThrow('permission denied');
    await app.end();
  });

  it('is not restored by halves where the role was forgotten', async () => {
    const names = { owner: 'fourth_owner', login: 'fourth_login', database: 'forgotten' };
    const { ownerUrl } = await newDatabase(elsewhere, names);
    const rename = (from: string, to: string) =>
      client('psql', `--dbname=${elsewhere.url('postgres')}`, `--command=ALTER ROLE ${from} RENAME TO ${to}`);
    await rename('prompthub_app', 'forgotten');
    await expect(client('pg_restore', ...RESTORING, `--dbname=${ownerUrl}`, dump)).rejects.toThrow(
      'role "prompthub_app" does not exist',
    );
    await rename('forgotten', 'prompthub_app');
    expect(await storedRows({ ownerUrl })).toEqual({});
  });

  it('steps down from its owner where it has no login of its own', async () => {
    const single = await start({ ownerUrl: restored.ownerUrl });
    const branches = await single.request('/api/v1/projects/acme/support-desk/branches', { as: 'viewer' });
    expect(branches.body.items).toHaveLength(2);
  });
});
