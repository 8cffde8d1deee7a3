import type { CommitRow } from '../commit-index';
import type { StoredObject } from '../git-hash';
import type { GivenChanges } from '../given-changes';
import { MAX_FILE_BYTES } from '../limits';
import { fileTooLarge } from '../registry-problems';
import { type Edit, editTree, type EditedTree } from '../tree-editing';
import { toClashConflict, toFileConflict } from './conflict-view';
import type { ThreeSides } from './merge-file';
import { mergeConflicts } from './merge-problems';
import { type MergeSources, mergeTrees } from './merge-trees';

/** What is to be brought to a branch: what changed from one tree to another. */
export interface ThreeWay {
  /** The commit that the request names. */
  readonly commit: CommitRow;
  /** Trees; undefined for an empty one. */
  readonly base: string | undefined;
  readonly theirs: string | undefined;
  readonly sources: MergeSources;
  /** What stands behind the markers of a conflict. */
  readonly labels: ThreeSides<string>;
}

export interface SettledTree {
  readonly tree: EditedTree;
  readonly blobs: readonly StoredObject[];
}

/**
 * The tree of the head with the changes. `resolutions` are taken as they are, instead of what the merge makes of a path.
 * @throws ProblemError 409 when something is left that does not fit together, 422 when a merged file became too large
 */
export async function settle(
  { commit, base, theirs, sources, labels }: ThreeWay,
  { name, head }: { name: string; head: CommitRow },
  resolutions: GivenChanges,
): Promise<SettledTree> {
  const merged = await mergeTrees({ base, ours: head.tree, theirs }, sources, labels);
  const edits = new Map<string, Edit>(merged.edits);
  for (const [path, blob] of resolutions) edits.set(path, blob?.id ?? null);
  const tree = await editTree(head.tree, edits, sources.readTree);
  const open = merged.conflicts.filter(({ path }) => !resolutions.has(path));
  const conflicts = [...open.map(toFileConflict), ...tree.clashes.map(toClashConflict)];
  if (conflicts.length > 0)
    throw mergeConflicts({ branch: name, head: head.id, commit: commit.id, conflicts });
  for (const [path, file] of merged.edits)
    if (
      !resolutions.has(path) &&
      merged.blobs.some(({ id, content }) => id === file?.id && content.length > MAX_FILE_BYTES)
    )
      throw fileTooLarge(path, MAX_FILE_BYTES);
  const given = [...resolutions.values()].filter((blob) => blob !== null);
  return { tree, blobs: [...merged.blobs, ...given] };
}
