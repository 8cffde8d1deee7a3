import type { Commit, CommitDetail, PathChange } from '@prompthub/protocol';
import type { CommitRow, PathRow } from './commit-index';

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
  return { ...toCommit(row), changes: changes.map(toPathChange) };
}

function toPathChange({ path, before, after }: PathRow): PathChange {
  return {
    path,
    status: before === null ? 'added' : after === null ? 'deleted' : 'modified',
    ...(before === null ? {} : { from: before }),
    ...(after === null ? {} : { to: after }),
  };
}
