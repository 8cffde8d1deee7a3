import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '../error-code';

/** A file could not be written; what stood there before still does. */
export class FileWriteError extends Error {
  readonly file: string;
  /** The system's: `ENOSPC`, `EACCES` … */
  readonly code: string;
  constructor(file: string, cause: unknown) {
    const code = errorCode(cause) ?? 'unknown';
    super(`${file} could not be written: ${REASONS[code] ?? code}. What stood there before still does.`, {
      cause,
    });
    this.name = 'FileWriteError';
    this.file = file;
    this.code = code;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full (ENOSPC)',
  EDQUOT: 'your share of the disk is used up (EDQUOT)',
  EFBIG: 'it is larger than files may be here (EFBIG)',
  EACCES: 'you may not write there (EACCES)',
  EPERM: 'you may not write there (EPERM)',
  EROFS: 'the disk is read-only (EROFS)',
  EISDIR: 'there is a folder of that name (EISDIR)',
  ENOTDIR: 'a part of its path is no folder (ENOTDIR)',
};

export interface WriteOptions {
  /** The new file's permissions; a temporary file is never readable more widely. */
  readonly mode?: number;
  readonly temporary?: string;
}

/**
 * Writes beside the target and renames over it: whoever reads, at whatever moment, sees the old file or the new one.
 * @throws FileWriteError
 */
export async function writeFileAtomically(
  file: string,
  content: string | Uint8Array,
  { mode = 0o644, temporary = `${file}.${randomUUID()}.tmp` }: WriteOptions = {},
): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chmod(temporary, mode);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new FileWriteError(file, error);
  }
}
