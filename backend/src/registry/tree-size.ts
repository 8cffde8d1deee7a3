import type { CommitRow } from './commit-index';
import { MAX_FILES, MAX_TREE_BYTES, mebibytes } from './limits';
import { treeTooLarge } from './registry-problems';
import type { TreeDifference } from './tree-reading';

export interface TreeSize {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Size of the tree after `differences` to the commit before.
 * @throws ProblemError 422 when it is more than a project may hold.
 */
export async function measureTree(
  before: Pick<CommitRow, 'file_count' | 'total_bytes'> | undefined,
  differences: readonly TreeDifference[],
  sizesOf: (blobs: readonly string[]) => Promise<ReadonlyMap<string, number>>,
): Promise<TreeSize> {
  const blobs = differences.flatMap(({ from, to }) => [from, to]).filter((id) => id !== undefined);
  const sizes = await sizesOf(blobs);
  const size = (blob: string | undefined) => (blob === undefined ? 0 : (sizes.get(blob) ?? 0));
  let files = before?.file_count ?? 0;
  let bytes = Number(before?.total_bytes ?? 0);
  for (const { from, to } of differences) {
    files += (to === undefined ? 0 : 1) - (from === undefined ? 0 : 1);
    bytes += size(to) - size(from);
  }
  const grows = files > (before?.file_count ?? 0);
  if (grows && files > MAX_FILES) throw treeTooLarge(`${MAX_FILES.toLocaleString('en')} files`);
  if (bytes > MAX_TREE_BYTES && bytes > Number(before?.total_bytes ?? 0))
    throw treeTooLarge(mebibytes(MAX_TREE_BYTES));
  return { files, bytes };
}
