import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { errorCode } from '../error-code';

export interface LockOptions {
  /** How long to wait for another process, in milliseconds; default 15,000. */
  readonly waitMs?: number;
  /** A lock without a sign of life for so long was left behind; default 60,000. */
  readonly staleMs?: number;
}

/** Another process holds the lock for too long. */
export class LockTimeoutError extends Error {
  readonly file: string;
  constructor(file: string) {
    super(`Another PromptHub process is busy here for too long. If none runs, delete ${file}.`);
    this.name = 'LockTimeoutError';
    this.file = file;
  }
}

/** Runs `work` while this process alone holds the lock file. A lock whose process died is taken over. */
export async function withLock<T>(
  file: string,
  work: () => Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const { waitMs = 15_000, staleMs = 60_000 } = options;
  const mark = `${process.pid} ${randomUUID()}`;
  const giveUpAt = Date.now() + waitMs;
  await mkdir(dirname(file), { recursive: true });
  while (!(await tryAcquire(file, mark))) {
    await clearIfStale(file, staleMs);
    if (Date.now() > giveUpAt) throw new LockTimeoutError(file);
    await delay(10 + Math.random() * 40);
  }
  // Work that takes long is no work that was left behind.
  const sign = () => void utimes(file, new Date(), new Date()).catch(() => undefined);
  const signs = setInterval(sign, staleMs / 4).unref();
  try {
    return await work();
  } finally {
    clearInterval(signs);
    if ((await readMark(file)) === mark) await rm(file, { force: true });
  }
}

async function tryAcquire(file: string, mark: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o600);
    await handle.writeFile(mark).finally(() => handle.close());
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Renames the dead lock away, which only one process can do; should it turn out that a live lock was caught in between,
 * it is put back.
 */
async function clearIfStale(file: string, staleMs: number): Promise<void> {
  const mark = await readMark(file);
  if (mark === undefined || !(await isStale(file, mark, staleMs))) return;
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return;
  }
  if ((await readMark(aside)) !== mark) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isStale(file: string, mark: string, staleMs: number): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  if (!stats) return false;
  if (Date.now() - stats.mtimeMs > staleMs) return true;
  const pid = Number(mark.split(' ')[0]);
  return Number.isSafeInteger(pid) && pid > 0 && !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function readMark(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
