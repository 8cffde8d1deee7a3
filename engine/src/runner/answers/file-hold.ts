import { randomUUID } from 'node:crypto';
import { closeSync, linkSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { codeOf } from './disk-error';

/**
 * Takes a file for this process alone, by a lock file beside it, until the function that it gives back is called. A lock whose
 * process died is taken over. Undefined: another process has it.
 */
export function holdFile(lock: string): (() => void) | undefined {
  const mark = `${process.pid} ${randomUUID()}`;
  // A second time when the first one met a lock that was left behind.
  if (!create(lock, mark) && !(clearIfDead(lock) && create(lock, mark))) return undefined;
  return () => {
    if (read(lock) === mark) rmSync(lock, { force: true });
  };
}

function create(lock: string, mark: string): boolean {
  try {
    const file = openSync(lock, 'wx', 0o600);
    writeSync(file, mark);
    closeSync(file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Renames a dead lock away, which only one process can do; should it turn out that a live one was caught, it is put back. */
function clearIfDead(lock: string): boolean {
  const mark = read(lock);
  const pid = Number(mark?.split(' ')[0]);
  if (mark === undefined) return true;
  if (!Number.isSafeInteger(pid) || pid <= 0 || isAlive(pid)) return false;
  const aside = `${lock}.${randomUUID()}`;
  try {
    renameSync(lock, aside);
    const caught = read(aside) !== mark;
    if (caught) linkSync(aside, lock);
    rmSync(aside, { force: true });
    return !caught;
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
