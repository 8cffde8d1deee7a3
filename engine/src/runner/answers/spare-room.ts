import { randomBytes } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';

/** Room for the answers that may be under way; more than one for each that is asked at a time. */
const BYTES = 512 * 1024;

/**
 * Takes some room of the disk beside a file, and gives back what lets go of it: when the disk is full in the middle of a run, answers that
 * are under way, and paid, can still be written. Throws what the disk says.
 */
export function spareRoom(file: string): () => void {
  const room = `${file}.room`;
  const release = (): void => rmSync(room, { force: true });
  try {
    // Noise, which no disk makes smaller.
    writeFileSync(room, randomBytes(BYTES), { mode: 0o600 });
  } catch (error) {
    release();
    throw error;
  }
  return release;
}
