import { readFile, stat } from 'node:fs/promises';

/** The hub's limit for one file. */
export const MAX_FILE_BYTES = 5 * 1024 * 1024;

/** A file that is not text, or too large, so that it cannot be shared. */
export class UnsharableFileError extends Error {
  readonly file: string;
  constructor(file: string, problem: string) {
    super(`${file} ${problem}`);
    this.name = 'UnsharableFileError';
    this.file = file;
  }
}

/** @throws UnsharableFileError naming the file when it is larger than 5 MiB or not UTF-8 */
export async function readTextFile(file: string): Promise<{ text: string; bytes: Uint8Array }> {
  const { size } = await stat(file);
  if (size > MAX_FILE_BYTES)
    throw new UnsharableFileError(file, 'is larger than 5 MiB, the most that the hub takes.');
  const bytes = await readFile(file);
  if (bytes.includes(0)) throw new UnsharableFileError(file, 'is a binary file. Only text can be published.');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), bytes };
  } catch {
    throw new UnsharableFileError(file, 'is not valid UTF-8. Save it as UTF-8, then try again.');
  }
}
