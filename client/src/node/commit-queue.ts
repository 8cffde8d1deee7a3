import type { QueuedCommit, WorkingState } from './working-state';

/** What an unsent commit makes of one file. */
export interface QueuedBlob {
  /** Of the commit. */
  readonly id: string;
  /** Undefined: the file is deleted. */
  readonly blob: string | undefined;
}

/** What the unsent commits make of a file, one after another. */
export function queuedBlobs(queue: readonly QueuedCommit[], path: string): QueuedBlob[] {
  return queue.flatMap(({ id, changes }) =>
    changes.filter((change) => change.path === path).map(({ blob }) => ({ id, blob: blob ?? undefined })),
  );
}

/** The file as the last commit leaves it, the hub's or an unsent one. */
export function tipOf(
  { queue, files }: Pick<WorkingState, 'queue' | 'files'>,
  path: string,
): string | undefined {
  const queued = queuedBlobs(queue, path).at(-1);
  return queued === undefined ? files[path]?.blob : queued.blob;
}

export function queuedPaths(queue: readonly QueuedCommit[]): Set<string> {
  return new Set(queue.flatMap(({ changes }) => changes.map(({ path }) => path)));
}

/** The queue with other blobs for a path: commits that are not named lose it, and those that then change nothing go. */
export function withQueuedBlobs(
  queue: readonly QueuedCommit[],
  path: string,
  blobs: readonly QueuedBlob[],
): QueuedCommit[] {
  return queue
    .map((commit) => {
      const own = blobs
        .filter(({ id }) => id === commit.id)
        .map(({ blob }) => ({ path, blob: blob ?? null }));
      return {
        ...commit,
        changes: commit.changes.flatMap((change) => (change.path === path ? own : [change])),
      };
    })
    .filter(({ changes }) => changes.length > 0);
}
