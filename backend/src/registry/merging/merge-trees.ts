import { encodeBlob } from '@prompthub/protocol';
import { type StoredObject, withId } from '../git-hash';
import type { ReadTree } from '../tree-reading';
import { mergeFile, type MergedFile, type ThreeSides } from './merge-file';
import { alignFiles, type SidedFile } from './three-sides';

export interface MergeSources {
  readonly readTree: ReadTree;
  /** Bytes of blobs by id. */
  readonly readBlobs: (ids: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** How many bytes each has. */
  readonly readSizes: (ids: readonly string[]) => Promise<ReadonlyMap<string, number>>;
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
 * Merges three trees, file by file: what one side changed is taken, what both changed is merged by content. A file that one side
 * renamed is followed, so that the other side's change arrives where it is now. What both renamed apart, or one renamed and
 * the other deleted, is a conflict.
 */
export async function mergeTrees(
  roots: ThreeSides<string | undefined>,
  sources: MergeSources,
  labels: ThreeSides<string>,
): Promise<MergedTrees> {
  const { files, ours } = await alignFiles(roots, sources);
  const edits = new Map<string, string | null>();
  const place = (path: string, blob: string | undefined) => {
    if (blob !== ours.get(path)) edits.set(path, blob ?? null);
  };
  const both: SidedFile[] = [];
  for (const file of files) {
    const { base, ours: mine, theirs } = file.blobs;
    if (file.torn) both.push(file);
    else if (theirs === base || theirs === mine) place(file.path, mine);
    else if (mine === base) place(file.path, theirs);
    else both.push(file);
  }
  const ids = both.flatMap(({ blobs }) => [blobs.base, blobs.ours, blobs.theirs]);
  const bytes = await sources.readBlobs([...new Set(ids.filter((id) => id !== undefined))]);
  const blobs: StoredObject[] = [];
  const conflicts: PathConflict[] = [];
  for (const changed of both) {
    const merged = mergeBoth(changed, bytes, labels);
    if ('kind' in merged) conflicts.push(merged);
    else {
      place(changed.path, merged.id);
      blobs.push(merged);
    }
  }
  return { edits, blobs, conflicts: conflicts.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function mergeBoth(
  { path, blobs, torn }: SidedFile,
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
  if (torn || blobs.ours === undefined || blobs.theirs === undefined)
    return { path, kind: 'deleted', blobs, file };
  if (file?.result.text === undefined) return { path, kind: 'binary', blobs, file };
  if (file.result.conflicts.length > 0) return { path, kind: 'content', blobs, file };
  return withId(encodeBlob(file.result.text));
}
