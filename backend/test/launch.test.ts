import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { loadSettings, type Settings } from '../src/config/settings';
import { clusterFolder } from '../src/launch/folders';
import { findKeyFile } from '../src/launch/key-file';
import { readPostmaster } from '../src/launch/postgres/postmaster';
import { reset } from '../src/launch/reset';
import { serve, type RunningHub } from '../src/launch/serve';
import { freePort } from './free-port';

jest.setTimeout(120_000);

let dataDir: string;
let running: RunningHub[] = [];
let children: ChildProcess[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'prompthub-launch-'));
});
afterEach(async () => {
  for (const child of children) await kill(child);
  for (const hub of running) await hub.stop();
  [running, children] = [[], []];
  await reset(settings({ yes: true }));
  rmSync(dataDir, { recursive: true, force: true });
});

function settings(change: Partial<Settings> = {}): Settings {
  return { ...loadSettings(['--data-dir', dataDir, '--log-level', 'silent'], {}), port: 0, ...change };
}

async function start(change: Partial<Settings> = {}): Promise<RunningHub> {
  const hub = await serve(settings(change));
  running.push(hub);
  return hub;
}

/** Starts a hub in a process of its own, to be killed. */
async function startChild(): Promise<ChildProcess> {
  const child = fork(path.join(__dirname, 'child-serve.main.ts'), [dataDir], {
    execArgv: ['--conditions=prompthub-source', '--require', path.join(__dirname, 'swc-register.cjs')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.push(child);
  const [message] = (await once(child, 'message')) as [unknown];
  expect(message).toBe('ready');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function postgresFolder(): Promise<string> {
  const keys = await findKeyFile(dataDir);
  if (keys === undefined) throw new Error('no key file');
  return path.join(clusterFolder(dataDir, keys), 'data');
}

/** A setting of the hub's own connections. */
async function settingOf({ database }: RunningHub, name: string): Promise<string | undefined> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ value: string }>('SELECT current_setting($1) AS value', [name]);
  await client.end();
  return rows[0]?.value;
}

test('a first start makes an account, a sample with its files, a link and a private key file; stopping leaves nothing', async () => {
  const port = await freePort();
  const hub = await start({ port });
  expect(hub.firstRun.signInLink).toMatch(new RegExp(`^http://localhost:${port}/link\\?token=phl_`));
  expect(hub.firstRun.warning).toBeUndefined();
  expect((await fetch(`http://127.0.0.1:${port}/health/ready`)).status).toBe(200);
  expect(await settingOf(hub, 'plan_cache_mode')).toBe('force_generic_plan');
  if (process.platform !== 'win32')
    expect(statSync(path.join(dataDir, 'keys.json')).mode & 0o777).toBe(0o600);
  const data = await postgresFolder();
  await hub.stop();
  expect(await readPostmaster(data)).toBeUndefined();
  expect(existsSync(path.join(data, '..', 'hub.lock'))).toBe(false);
});

test('a second start offers a new link only while nobody has signed in', async () => {
  const first = await start();
  await first.stop();
  const second = await start();
  expect(second.firstRun.signInLink).toBeDefined();
  const { Client } = await import('pg');
  const client = new Client({ connectionString: second.database.cluster?.url('prompthub') ?? '' });
  await client.connect();
  await client.query('UPDATE users SET last_sign_in_at = now()');
  await client.end();
  await second.stop();
  const third = await start();
  expect(third.firstRun.signInLink).toBeUndefined();
  await third.stop();
  expect((await start({ signInLink: true })).firstRun.signInLink).toBeDefined();
});

test('after kill -9 the orphaned PostgreSQL is stopped and the next start has its data', async () => {
  const child = await startChild();
  const orphan = await readPostmaster(await postgresFolder());
  await kill(child);
  const hub = await start();
  expect(hub.database.cluster?.recovered).toBe('stopped');
  expect((await readPostmaster(await postgresFolder()))?.pid).not.toBe(orphan?.pid);
});

test('a postmaster.pid whose process is gone or is another one is no obstacle', async () => {
  const hub = await start();
  await hub.stop();
  const data = await postgresFolder();
  writeFileSync(path.join(data, 'postmaster.pid'), `${process.pid}\n${data}\n`, { mode: 0o600 });
  expect((await start()).database.cluster?.recovered).toBe('stale');
});

test('while a hub runs, a second one in its folder and a reset are refused', async () => {
  const child = await startChild();
  await expect(start()).rejects.toThrow(
    `A hub is already running in this folder (process ${child.pid}). Stop it first.`,
  );
  await expect(reset(settings({ yes: true }))).rejects.toThrow(`The hub is running (process ${child.pid})`);
  await expect(reset(settings({ databaseUrl: 'postgres://x/y' }))).rejects.toThrow('DATABASE_URL is set');
});

test('a reset removes what the hub made, and no file of somebody else', async () => {
  await (await start()).stop();
  const folder = await postgresFolder();
  const own = path.join(dataDir, 'notes.txt');
  writeFileSync(own, 'mine');
  expect(await reset(settings({ yes: true }))).toContain(dataDir);
  expect([existsSync(folder), readdirSync(dataDir)]).toEqual([false, ['notes.txt']]);
});

test('a damaged key file is named by a reset, too', async () => {
  const file = path.join(dataDir, 'keys.json');
  writeFileSync(file, '{');
  await expect(reset(settings({ yes: true }))).rejects.toThrow(`${file} is damaged`);
  rmSync(file);
});

test('a taken port is said, and nothing stays running', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await expect(start({ port })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is taken. Choose another with --port.`,
  );
  expect(await readPostmaster(await postgresFolder())).toBeUndefined();
  taken.close();
});

test('a folder that cannot be written is said', async () => {
  const file = path.join(dataDir, 'file');
  writeFileSync(file, '');
  await expect(start({ dataDir: path.join(file, 'x') })).rejects.toThrow(
    /cannot be written \(ENOTDIR\).*--data-dir/,
  );
});

// The processes' file system refuses root as well, and lets it ask.
const onLinux = process.platform === 'linux' ? test : test.skip;
if (onLinux === test.skip) console.warn('Skipped: a folder that refuses even root. Only Linux has /proc.');
onLinux('a folder that refuses even root is said', async () => {
  await expect(start({ dataDir: '/proc/x/y' })).rejects.toThrow(/cannot be written \((ENOENT|EACCES)\)/);
});

test('a damaged key file is not replaced by a new one', async () => {
  writeFileSync(path.join(dataDir, 'keys.json'), '{"instance":"broken"}');
  await expect(start()).rejects.toThrow('is damaged');
  rmSync(path.join(dataDir, 'keys.json'));
});
