import type { FileStatus, WorkingCopy } from '@prompthub/client/node';

/**
 * Remembers what equals the hub's files, so that a fresh clone can be edited and published without a pull. A folder that
 * cannot be written is no reason to fail: only a later `push` would need it.
 */
export async function adoptClone(copy: WorkingCopy, files: readonly FileStatus[]): Promise<void> {
  await copy.adopt(files).catch(() => undefined);
}
