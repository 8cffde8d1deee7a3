import type { FileChange } from '@prompthub/protocol';
import { blobId } from './blob-id';
import type { FileStatus } from './file-status';
import { readTextFile, UnsharableFileError } from './read-text-file';
import { resolveSafely } from './safe-path';

/** A file that shall be published was changed here and at the hub. */
export class PublishConflictError extends Error {
  readonly paths: readonly string[];
  constructor(paths: readonly string[]) {
    super(`Changed here and on the hub: ${paths.join(', ')}. Pull first, and choose what shall stay.`);
    this.name = 'PublishConflictError';
    this.paths = paths;
  }
}

/** The hub's limit for one commit. */
const MAX_CHANGES = 1000;

/** The texts to send, and the blob id of exactly the bytes that are sent (the file may change a moment later). */
export async function collectChanges(
  folder: string,
  files: readonly Pick<FileStatus, 'path' | 'local'>[],
): Promise<{ changes: FileChange[]; blobs: Map<string, string> }> {
  if (files.length > MAX_CHANGES) {
    throw new UnsharableFileError(
      folder,
      `has ${files.length} changed files; publish at most ${MAX_CHANGES} at once.`,
    );
  }
  const changes: FileChange[] = [];
  const blobs = new Map<string, string>();
  for (const { path, local } of files) {
    if (local === undefined) {
      changes.push({ path, content: null });
      continue;
    }
    const { text, bytes } = await readTextFile(await resolveSafely(folder, path));
    changes.push({ path, content: text });
    blobs.set(path, blobId(bytes));
  }
  return { changes, blobs };
}
