import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { hashSecret } from '../../src/common/secret';
import { uuidV7 } from '../../src/common/uuid';
import { loadSettings } from '../../src/config/settings';
import { clusterFolder } from '../../src/launch/folders';
import { findKeyFile } from '../../src/launch/key-file';
import { reset } from '../../src/launch/reset';
import { serve, type RunningHub } from '../../src/launch/serve';
import { freePort } from '../free-port';
import { GitFolder } from '../git-remote/git-client';
import { storedRows } from '../stored-rows';

jest.setTimeout(120_000);

// `cp -a` is what docs/operations/backup-and-restore.md says; Windows has another.
const posix = process.platform === 'win32' ? describe.skip : describe;
if (posix === describe.skip)
  console.warn('Skipped: the backup of an embedded database. Windows has no `cp -a`.');

posix('a hub with the embedded database', () => {
  const machine = mkdtempSync(path.join(tmpdir(), 'prompthub-backup-'));
  const folder = new GitFolder();
  let running: RunningHub | undefined;
  afterAll(async () => {
    await running?.stop();
    for (const name of ['home', 'elsewhere']) await reset(settings(name, 0));
    rmSync(machine, { recursive: true, force: true });
    folder.remove();
  });

  const settings = (name: string, port: number) => ({
    ...loadSettings(['--data-dir', path.join(machine, name), '--log-level', 'silent'], {}),
    port,
    yes: true,
  });
  const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);

  async function start(name: string): Promise<{ ownerUrl: string; remote: (token: string) => string }> {
    const port = await freePort();
    running = await serve(settings(name, port));
    const remote = (token: string) => `http://me:${token}@127.0.0.1:${port}/acme/support-desk.git`;
    return { ownerUrl: running.database.cluster?.url('prompthub') ?? '', remote };
  }

  /** The folders of a stopped hub: its keys, and its database where that lies apart. */
  async function foldersOf(name: string): Promise<{ data: string; cluster: string }> {
    const data = path.join(machine, name);
    const keys = await findKeyFile(data);
    if (keys === undefined) throw new Error('no key file');
    return { data, cluster: clusterFolder(data, keys) };
  }

  it('is whole again from a copy of its folders, in another place', async () => {
    const first = await start('home');
    const token = await ownerToken(first.ownerUrl);
    await folder.git('.', 'clone', '--quiet', first.remote(token), 'mine');
    await folder.commit('mine', { 'docs/kept.md': 'kept\n' });
    await folder.git('mine', 'push', '--quiet', 'origin', 'main');
    const before = await storedRows(first);
    await running?.stop();

    const { data, cluster } = await foldersOf('home');
    const apart = !cluster.startsWith(data);
    const backup = path.join(machine, 'backup');
    mkdirSync(backup);
    copy(data, path.join(backup, 'data'));
    if (apart) copy(cluster, path.join(backup, 'cluster'));
    await reset(settings('home', 0));

    copy(path.join(backup, 'data'), path.join(machine, 'elsewhere'));
    if (apart) copy(path.join(backup, 'cluster'), cluster);
    const second = await start('elsewhere');
    expect(await storedRows(second)).toEqual(before);
    await folder.git('.', 'clone', '--quiet', second.remote(token), 'after');
    expect(await folder.git('after', 'fsck', '--strict', '--full')).toBe('');
    const head = ['rev-parse', 'origin/main'] as const;
    expect(await folder.git('after', ...head)).toBe(await folder.git('mine', ...head));
    await folder.commit('after', { 'docs/next.md': 'next\n' });
    await folder.git('after', 'push', '--quiet', 'origin', 'main');
  });
});

/** A personal token of the hub's owner, who has signed in before. */
async function ownerToken(ownerUrl: string): Promise<string> {
  const token = `phub_${randomBytes(32).toString('base64url')}`;
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query('UPDATE users SET last_sign_in_at = now()');
  await client.query(
    `INSERT INTO personal_tokens (id, user_id, name, token_hash, scopes, expires_at)
     SELECT $1, id, 'git', $2, '{write}', now() + interval '1 day' FROM users`,
    [uuidV7(), hashSecret(token)],
  );
  await client.end();
  return token;
}
