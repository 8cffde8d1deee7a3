import type { Commit, CommitDetail, PathChange } from '@prompthub/protocol';
import type { CommitRow, PathRow } from './commit-index';
import type { TreeDifference } from './tree-reading';

/** A commit as the API shows it. Git's custom of a last line break is not part of the message for people. */
export function toCommit(row: CommitRow): Commit {
  return {
    id: row.id,
    tree: row.tree,
    parents: row.parents,
    author: { name: row.author_name, email: row.author_email },
    message: row.message.replace(/\n$/, ''),
    createdAt: row.created_at.toISOString(),
  };
}

export function toCommitDetail(row: CommitRow, changes: readonly PathRow[]): CommitDetail {
  const differences = changes.map(({ path, before, after }) => ({
    path,
    from: before ?? undefined,
    to: after ?? undefined,
  }));
  return { ...toCommit(row), changes: differences.map(toPathChange) };
}

export function toPathChange({ path, from, to }: TreeDifference): PathChange {
  return {
    path,
    status: from === undefined ? 'added' : to === undefined ? 'deleted' : 'modified',
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
