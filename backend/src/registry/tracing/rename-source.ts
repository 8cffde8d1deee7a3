import { setImmediate } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { deletedBy, type PathVersion } from '../commit-index';
import type { ObjectStore } from '../object-store';
import { maySimilar, piecesOf, RENAME_SIMILARITY, similarity } from './similarity';

/** Where a file was before, with its blob there. */
export interface RenameSource {
  readonly path: string;
  readonly blob: string;
}

export interface Repository {
  readonly manager: EntityManager;
  readonly projectId: string;
  readonly objects: ObjectStore;
}

/** Deleted files of one commit that are read to find the most similar one. */
const MAX_READ = 1000;
const MAX_READ_BYTES = 32 << 20;

/**
 * The file that a commit which added `path` had renamed: one that it deleted, with the same content, else the most
 * similar one from 50 % on. Of equals one that keeps its name in another folder, as in Git. Copies are not looked for.
 */
export async function renameSource(
  { manager, projectId, objects }: Repository,
  version: PathVersion,
  path: string,
): Promise<RenameSource | undefined> {
  const blob = version.after;
  if (version.before !== null || blob === null) return undefined;
  const deleted = (await deletedBy(manager, version)).map(({ path: old, before }) => ({
    path: old,
    blob: before,
  }));
  const sameName = (source: RenameSource) => Number(nameOf(source.path) === nameOf(path));
  const exact = deleted.filter((source) => source.blob === blob);
  if (exact.length > 0) return best(exact, sameName);
  if (deleted.length === 0) return undefined;

  const sizes = await objects.sizes(manager, projectId, [blob, ...deleted.map((source) => source.blob)]);
  const size = sizes.get(blob) ?? 0;
  let bytes = size;
  const candidates = deleted
    .filter((source) => maySimilar(sizes.get(source.blob) ?? 0, size))
    .slice(0, MAX_READ)
    .filter((source) => (bytes += sizes.get(source.blob) ?? 0) <= MAX_READ_BYTES);
  if (candidates.length === 0) return undefined;
  const contents = await objects.contents(manager, projectId, [blob, ...candidates.map((each) => each.blob)]);
  const pieces = (id: string) => piecesOf(contents.get(id) ?? new Uint8Array());
  const here = pieces(blob);
  const scores = new Map<RenameSource, number>();
  for (const source of candidates) {
    scores.set(source, similarity(pieces(source.blob), here));
    await setImmediate();
  }
  const similar = candidates.filter((source) => (scores.get(source) ?? 0) >= RENAME_SIMILARITY);
  // A name weighs less than any difference of content.
  return best(similar, (source) => (scores.get(source) ?? 0) + sameName(source) * 1e-9);
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function best(
  sources: readonly RenameSource[],
  scoreOf: (source: RenameSource) => number,
): RenameSource | undefined {
  return sources.reduce<RenameSource | undefined>(
    (found, source) => (found === undefined || scoreOf(source) > scoreOf(found) ? source : found),
    undefined,
  );
}
