import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { LaunchError } from '../launch-error';
import { binariesIn, copyBinaries, installedBinaries, type PostgresBinaries } from './binaries';
import { endServer, readPostmaster, recoverOrphan } from './postmaster';
import { serverUser, type ServerUser } from './server-user';

const run = promisify(execFile);

export const SUPERUSER = 'prompthub_owner';

export interface ClusterOptions {
  /** Folder of this cluster: `data/`, `postgres.log`, and for root `bin/`. */
  folder: string;
  /** Password of the superuser `prompthub_owner`. */
  password: string;
  /** Extra server settings, `name=value`. */
  settings?: readonly string[];
  /** Skip waiting for the disk at creation: for tests. */
  noSync?: boolean;
  /** Those of another PostgreSQL than the one that npm installed; readable for everyone. */
  binaries?: PostgresBinaries;
}

/** A running embedded PostgreSQL, on a free port of the loopback interface. */
export interface Cluster {
  pid: number;
  port: number;
  /** How a server that an earlier, killed hub had left was dealt with. */
  recovered: 'none' | 'stopped' | 'stale';
  url(database: string): string;
  stop(): Promise<void>;
  /** Resolves when the server ends, asked or not. */
  readonly ended: Promise<void>;
}

/** Creates the cluster when it is not there, recovers what a killed hub left, and starts the server. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const user = await serverUser();
  await mkdir(options.folder, { recursive: true, mode: 0o711 });
  if (user !== undefined) await chmod(options.folder, 0o711);
  const binaries = options.binaries ?? (await ownBinaries(options.folder, user));
  const data = path.join(options.folder, 'data');
  await create(binaries, data, { ...options, user });
  const recovered = await recoverOrphan(data);
  const { server, port } = await startServer(binaries, data, { ...options, user });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const login = `${SUPERUSER}:${encodeURIComponent(options.password)}`;
  return {
    pid: server.pid ?? 0,
    port,
    recovered,
    ended,
    url: (database) => `postgresql://${login}@127.0.0.1:${port}/${database}`,
    stop: async () => {
      if (server.exitCode === null && server.pid !== undefined) await endServer(server.pid);
      await ended;
    },
  };
}

async function ownBinaries(folder: string, user: ServerUser | undefined): Promise<PostgresBinaries> {
  return binariesIn(
    user === undefined ? installedBinaries().folder : await copyBinaries(path.join(folder, 'bin')),
  );
}

type ServerOptions = ClusterOptions & { user: ServerUser | undefined };

/** `initdb` in a folder beside and a rename: an interrupted creation leaves nothing that looks complete. */
async function create(binaries: PostgresBinaries, data: string, options: ServerOptions): Promise<void> {
  const version = await readFile(path.join(data, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version !== undefined) return;
  const fresh = `${data}.new`;
  const passwordFile = path.join(options.folder, 'password.new');
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, options.password, { mode: 0o600 });
  if (options.user !== undefined) {
    await chown(fresh, options.user.uid, options.user.gid);
    await chown(passwordFile, options.user.uid, options.user.gid);
  }
  try {
    await run(binaries.initdb, initdbArguments(fresh, passwordFile, options.noSync === true), {
      ...options.user,
      cwd: options.folder,
      env: serverEnvironment(),
    });
    await rename(fresh, data);
  } catch (error) {
    throw new LaunchError(`The embedded PostgreSQL could not be created: ${lastLineOf(error)}`, {
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function initdbArguments(data: string, passwordFile: string, noSync: boolean): string[] {
  return [
    `--pgdata=${data}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    ...(noSync ? ['--no-sync'] : []),
  ];
}

async function startServer(
  binaries: PostgresBinaries,
  data: string,
  options: ServerOptions,
): Promise<{ server: ChildProcess; port: number }> {
  const port = await freePort();
  const log = await openLog(options.folder);
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    ...(options.settings ?? []),
  ];
  // In a process group of its own: Ctrl-C in the terminal must reach the hub first, which then stops the server.
  const server = spawn(
    binaries.postgres,
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...options.user,
      cwd: options.folder,
      env: serverEnvironment(),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  await log.close();
  await becomesReady(server, data, options.folder);
  return { server, port };
}

/** The log keeps the last run or two: it is emptied when it has grown over 1 MiB. */
async function openLog(folder: string): Promise<Awaited<ReturnType<typeof open>>> {
  const file = path.join(folder, 'postgres.log');
  const size = await stat(file).then(
    (found) => found.size,
    () => 0,
  );
  return open(file, size > 1024 * 1024 ? 'w' : 'a', 0o600);
}

async function becomesReady(server: ChildProcess, data: string, folder: string): Promise<void> {
  let failure: Error | undefined;
  server.once('error', (error) => (failure = error));
  server.once('exit', (code) => (failure ??= new Error(`exit code ${code ?? 'unknown'}`)));
  // Crash recovery of a large database may take minutes; it is ended only by the server itself.
  for (;;) {
    if (failure !== undefined)
      throw new LaunchError(
        `The embedded PostgreSQL did not start (${failure.message}); see ${path.join(folder, 'postgres.log')}.`,
      );
    const found = await readPostmaster(data);
    if (found?.pid === server.pid && found?.ready === true) return;
    await delay(20);
  }
}

function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function lastLineOf(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.trim().split('\n').at(-1) ?? 'unknown reason';
}
