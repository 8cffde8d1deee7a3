import { readFile } from 'node:fs/promises';
import { errorCode } from '../error-code';
import { blobId } from './blob-id';
import { resolveSafely } from './safe-path';

const NO_FILE = new Set<string | undefined>(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** The blob id of a file of the working copy; undefined when there is none, be it that a folder has its place. */
export async function localBlob(folder: string, path: string): Promise<string | undefined> {
  const file = await resolveSafely(folder, path);
  try {
    return blobId(await readFile(file));
  } catch (error) {
    if (NO_FILE.has(errorCode(error))) return undefined;
    throw error;
  }
}
