import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { errorCode } from '../../common/error-code';

const run = promisify(execFile);
const POLL_MS = 20;

/** What PostgreSQL writes to `postmaster.pid`: process id in line 1, state in line 8. */
export interface Postmaster {
  pid: number;
  ready: boolean;
}

export async function readPostmaster(dataFolder: string): Promise<Postmaster | undefined> {
  const text = await readFile(path.join(dataFolder, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
}

/**
 * Ends what a killed hub left behind on this data folder: a server that still runs is shut down properly, a
 * `postmaster.pid` without its server is removed. A process id that now belongs to something else is not touched.
 */
export async function recoverOrphan(dataFolder: string): Promise<'none' | 'stopped' | 'stale'> {
  const found = await readPostmaster(dataFolder);
  if (found === undefined) return 'none';
  if (await isServerOf(found.pid, dataFolder)) {
    await endServer(found.pid);
    return 'stopped';
  }
  await rm(path.join(dataFolder, 'postmaster.pid'), { force: true });
  return 'stale';
}

/** Fast shutdown, then immediate, then kill: each is given time to work. */
export async function endServer(pid: number): Promise<void> {
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 5],
    ['SIGKILL', 5],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await hasEnded(pid, seconds * 1000)) return;
  }
}

async function hasEnded(pid: number, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; waited < timeoutMs; waited += POLL_MS) {
    if (!isAlive(pid)) return true;
    await delay(POLL_MS);
  }
  return !isAlive(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Whether `pid` is a PostgreSQL server started on exactly this folder. */
async function isServerOf(pid: number, dataFolder: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'win32') return true;
  const { stdout } = await run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).catch(() =>
    readFile(`/proc/${pid}/cmdline`, 'utf8').then(
      (text) => ({ stdout: text.replaceAll('\0', ' ') }),
      () => ({ stdout: '' }),
    ),
  );
  return stdout.includes('postgres') && stdout.includes(dataFolder);
}
