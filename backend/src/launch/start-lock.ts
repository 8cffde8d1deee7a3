import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { LaunchError } from './launch-error';
import { isAlive } from './postgres/postmaster';
import { errorCode } from '../common/error-code';

const PATIENCE_MS = 3_000;
const POLL_MS = 50;

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
    return await take(file, { fresh, mine });
  } finally {
    await rm(fresh, { force: true });
  }
}

/** Waits a moment for a hub that is just stopping. */
async function take(file: string, { fresh, mine }: { fresh: string; mine: string }): Promise<StartLock> {
  let holder: Holder | undefined;
  for (let waited = 0; waited < PATIENCE_MS; waited += POLL_MS) {
    if (await linked(fresh, file)) return { release: () => release(file, mine) };
    holder = await clearStale(file);
    if (holder !== undefined) await delay(POLL_MS);
  }
  const who = holder === undefined ? '' : ` (process ${holder.pid})`;
  throw new LaunchError(`A hub is already running in this folder${who}. Stop it first.`);
}

/** The process that runs a hub on this folder; undefined when there is none. */
export async function runningHub(folder: string): Promise<number | undefined> {
  const text = await readFile(path.join(folder, 'hub.lock'), 'utf8').catch(() => undefined);
  const holder = text === undefined ? undefined : parse(text);
  return holder !== undefined && (await isHeld(holder)) ? holder.pid : undefined;
}

/**
 * Moves a stale lock away, and says who holds one that is not. Whoever finds to have moved away another lock than the
 * stale one puts it back.
 */
async function clearStale(file: string): Promise<Holder | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const holder = parse(text);
  if (holder !== undefined && (await isHeld(holder))) return holder;
  const aside = `${file}.stale-${process.pid}`;
  await rename(file, aside).catch(() => undefined);
  const moved = await readFile(aside, 'utf8').catch(() => undefined);
  if (moved !== undefined && moved !== text) await linked(aside, file);
  await rm(aside, { force: true });
  return undefined;
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
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}
