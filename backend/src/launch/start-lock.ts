import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { LaunchError } from './launch-error';
import { isAlive } from './postgres/postmaster';

const schema = z.object({ pid: z.int().positive(), started: z.string() });
type Holder = z.infer<typeof schema>;

export interface StartLock {
  release(): Promise<void>;
}

/**
 * One hub per folder. The lock names its process and when that process began, so that one left by a killed hub
 * (or before a reboot, or in another container) is recognised and taken over.
 * @throws LaunchError when a hub is running on this folder.
 */
export async function takeStartLock(folder: string): Promise<StartLock> {
  const file = path.join(folder, 'hub.lock');
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) });
  const fresh = path.join(folder, `hub.lock.${process.pid}`);
  await writeFile(fresh, mine, { mode: 0o644 });
  try {
    for (let attempt = 0; attempt < 10; attempt++) {
      if (await linked(fresh, file)) return { release: () => release(file, mine) };
      await clearStale(file);
    }
  } finally {
    await rm(fresh, { force: true });
  }
  throw new LaunchError('Another hub is starting in this folder. Try again.');
}

/** The process that runs a hub on this folder; undefined when there is none. */
export async function runningHub(folder: string): Promise<number | undefined> {
  const text = await readFile(path.join(folder, 'hub.lock'), 'utf8').catch(() => undefined);
  const holder = text === undefined ? undefined : parse(text);
  return holder !== undefined && (await isHeld(holder)) ? holder.pid : undefined;
}

/** Moves a stale lock away. Whoever moves away a lock that is not the stale one puts it back. */
async function clearStale(file: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const holder = parse(text);
  if (holder !== undefined && (await isHeld(holder)))
    throw new LaunchError(`A hub is already running in this folder (process ${holder.pid}). Stop it first.`);
  const aside = `${file}.stale-${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => undefined);
  if (moved !== undefined && moved !== text) await linked(aside, file);
  await rm(aside, { force: true });
}

async function isHeld(holder: Holder): Promise<boolean> {
  return isAlive(holder.pid) && (await startOf(holder.pid)) === holder.started;
}

/** When a process began, as far as the system tells: field 22 of Linux's `/proc/<pid>/stat`. */
async function startOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
}

async function release(file: string, mine: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === mine) await rm(file, { force: true });
}

function parse(text: string): Holder | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
