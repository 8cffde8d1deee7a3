import { encodeBlob } from '@prompthub/protocol';
import { type StoredObject, withId } from '../git-hash';
import { compareTrees, type ReadTree, type TreeDifference } from '../tree-reading';
import { mergeFile, type MergedFile, type ThreeSides } from './merge-file';

export interface MergeSources {
  readonly readTree: ReadTree;
  /** Bytes of blobs by id. */
  readonly readBlobs: (ids: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
}

/** A path that both sides changed in ways that do not fit together. */
export interface PathConflict {
  readonly path: string;
  readonly kind: 'content' | 'deleted' | 'binary';
  /** Blobs; undefined where there is no such file. */
  readonly blobs: ThreeSides<string | undefined>;
  /** Undefined when a version is no text. */
  readonly file: MergedFile | undefined;
}

export interface MergedTrees {
  /** What is to change in `ours`: the blob to be at each path, or null for none. */
  readonly edits: ReadonlyMap<string, string | null>;
  /** The blobs among them that did not exist before. */
  readonly blobs: readonly StoredObject[];
  /** By path. Nothing is in `edits` for these. */
  readonly conflicts: readonly PathConflict[];
}

/**
 * Merges three trees, path by path: what one side changed is taken, what both changed is merged by content. A file that
 * was renamed is one that was deleted and one that was added, so that a rename on one side and a change on the other
 * are a conflict.
 */
export async function mergeTrees(
  roots: ThreeSides<string | undefined>,
  sources: MergeSources,
  labels: ThreeSides<string>,
): Promise<MergedTrees> {
  const ours = byPath(await compareTrees(roots.base, roots.ours, sources.readTree));
  const theirs = await compareTrees(roots.base, roots.theirs, sources.readTree);
  const edits = new Map<string, string | null>();
  const both: { path: string; blobs: ThreeSides<string | undefined> }[] = [];
  for (const { path, from: base, to } of theirs) {
    const mine = ours.get(path);
    if (mine === undefined) edits.set(path, to ?? null);
    else if (mine.to !== to) both.push({ path, blobs: { base, ours: mine.to, theirs: to } });
  }
  const ids = both.flatMap(({ blobs }) => [blobs.base, blobs.ours, blobs.theirs]);
  const bytes = await sources.readBlobs([...new Set(ids.filter((id) => id !== undefined))]);
  const blobs: StoredObject[] = [];
  const conflicts: PathConflict[] = [];
  for (const changed of both) {
    const merged = mergeBoth(changed, bytes, labels);
    if ('kind' in merged) conflicts.push(merged);
    else {
      edits.set(changed.path, merged.id);
      blobs.push(merged);
    }
  }
  return { edits, blobs, conflicts };
}

function byPath(differences: readonly TreeDifference[]): Map<string, TreeDifference> {
  return new Map(differences.map((difference) => [difference.path, difference]));
}

function mergeBoth(
  { path, blobs }: Pick<PathConflict, 'path' | 'blobs'>,
  bytes: ReadonlyMap<string, Uint8Array>,
  labels: ThreeSides<string>,
): PathConflict | StoredObject {
  const contentOf = (id: string | undefined) => (id === undefined ? undefined : bytes.get(id));
  const contents = {
    base: contentOf(blobs.base),
    ours: contentOf(blobs.ours),
    theirs: contentOf(blobs.theirs),
  };
  const file = mergeFile(path, contents, labels);
  if (blobs.ours === undefined || blobs.theirs === undefined) return { path, kind: 'deleted', blobs, file };
  if (file?.result.text === undefined) return { path, kind: 'binary', blobs, file };
  if (file.result.conflicts.length > 0) return { path, kind: 'content', blobs, file };
  return withId(encodeBlob(file.result.text));
}
