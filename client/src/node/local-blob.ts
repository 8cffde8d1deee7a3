import { readFile } from 'node:fs/promises';
import { errorCode } from '../error-code';
import { blobId } from './blob-id';
import { resolveSafely } from './safe-path';

/** The blob id of a file of the working copy; undefined when there is none. */
export async function localBlob(folder: string, path: string): Promise<string | undefined> {
  const file = await resolveSafely(folder, path);
  try {
    return blobId(await readFile(file));
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
