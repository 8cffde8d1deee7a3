import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';

/** Room for the answers that may be under way; more than one for each that is asked at a time. */
const BYTES = 512 * 1024;

/**
 * Takes some room of the disk beside a file, and gives back what lets go of it: when the disk is full in the middle of a run, answers that
 * are under way, and paid, can still be written. Throws what the disk says.
 */
export function spareRoom(file: string): () => void {
  const name = `${file}.room`;
  let room: number | undefined = openSync(name, 'w', 0o600);
  const release = (): void => {
    if (room !== undefined) closeSync(room);
    room = undefined;
    remove(name);
  };
  try {
    // The room lasts while the file is open: without its name, nothing stays behind however the process ends.
    remove(name);
    // Noise, which no disk makes smaller.
    writeFileSync(room, randomBytes(BYTES));
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Some systems keep the name of an open file. */
function remove(name: string): void {
  try {
    rmSync(name, { force: true });
  } catch {
    // Then it goes when the file is let go of.
  }
}
