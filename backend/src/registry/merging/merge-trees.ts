import { encodeBlob } from '@prompthub/protocol';
import { type StoredObject, withId } from '../git-hash';
import type { TreeFile } from '../tree-editing';
import type { ReadTree } from '../tree-reading';
import { mergeFile, type MergedFile, type ThreeSides } from './merge-file';
import { alignFiles, sameFile, type SidedFile } from './three-sides';

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
  /** What is to change in `ours`: the file to be at each path, or null for none. */
  readonly edits: ReadonlyMap<string, TreeFile | null>;
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
  const edits = new Map<string, TreeFile | null>();
  const place = (path: string, file: TreeFile | undefined) => {
    if (!sameFile(file, ours.get(path))) edits.set(path, file ?? null);
  };
  const both: SidedFile[] = [];
  for (const file of files) {
    const { base, ours: mine, theirs } = file.sides;
    if (!file.torn && (sameFile(theirs, base) || sameFile(theirs, mine))) place(file.path, mine);
    else if (!file.torn && sameFile(mine, base)) place(file.path, theirs);
    else if (file.torn || !placeContent(file, place)) both.push(file);
  }
  const ids = both.flatMap(({ sides: { base, ours: mine, theirs } }) => [base?.id, mine?.id, theirs?.id]);
  const bytes = await sources.readBlobs([...new Set(ids.filter((id) => id !== undefined))]);
  const blobs: StoredObject[] = [];
  const conflicts: PathConflict[] = [];
  for (const changed of both) {
    const merged = mergeBoth(changed, bytes, labels);
    if ('kind' in merged) conflicts.push(merged);
    else {
      place(changed.path, { id: merged.id, mode: mergedMode(changed.sides) });
      blobs.push(merged);
    }
  }
  return { edits, blobs, conflicts: conflicts.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

/** Where only one side changed the content, the other may still have changed the mode. */
function placeContent(
  { path, sides }: SidedFile,
  place: (path: string, file: TreeFile | undefined) => void,
): boolean {
  const { base, ours, theirs } = sides;
  if (ours === undefined || theirs === undefined) return false;
  const id =
    theirs.id === base?.id || theirs.id === ours.id ? ours.id : ours.id === base?.id ? theirs.id : undefined;
  if (id !== undefined) place(path, { id, mode: mergedMode(sides) });
  return id !== undefined;
}

/** Of a file that both sides have: what one of them changed. Added twice, it is executable when one says so. */
function mergedMode({ base, ours, theirs }: SidedFile['sides']): TreeFile['mode'] {
  if (ours?.mode === theirs?.mode || theirs?.mode === base?.mode) return ours?.mode ?? '100644';
  return ours?.mode === base?.mode ? (theirs?.mode ?? '100644') : '100755';
}

function mergeBoth(
  { path, sides, torn }: SidedFile,
  bytes: ReadonlyMap<string, Uint8Array>,
  labels: ThreeSides<string>,
): PathConflict | StoredObject {
  const blobs = { base: sides.base?.id, ours: sides.ours?.id, theirs: sides.theirs?.id };
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
