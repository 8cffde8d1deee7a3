import type { FileConflict } from '@prompthub/protocol';
import { ProblemError } from '../../common/problem';
import type { CommitRow } from '../commit-index';

/** What cannot be brought together by itself. Nothing was written. */
export function mergeConflicts(found: {
  branch: string;
  head: string;
  commit: string;
  conflicts: readonly FileConflict[];
}): ProblemError {
  const { branch, head, commit, conflicts } = found;
  const [first, ...more] = new Set(conflicts.map(({ path }) => path));
  const what = more.length === 0 ? `"${first}"` : `"${first}" and ${more.length} more`;
  return new ProblemError(
    409,
    'merge-conflicts',
    `In ${what} the changes do not fit to what "${branch}" has. Send the request again with \`resolutions\`; see \`conflicts\`.`,
    { head, commit, conflicts },
  );
}

export const unrelatedHistories = (from: string, into: string) =>
  new ProblemError(
    422,
    'unrelated-histories',
    `"${from}" and "${into}" have no version in common, so that there is nothing to merge from.`,
  );

export const mergeTooLarge = () =>
  new ProblemError(
    422,
    'merge-too-large',
    'Both sides changed too much text to merge it at once. Merge an earlier version first.',
  );

export const noSuchParent = ({ id, parents }: CommitRow) =>
  new ProblemError(
    422,
    'no-such-parent',
    `The version ${id.slice(0, 10)} has ${parents.length === 1 ? 'one parent' : `${parents.length} parents`}. ` +
      'Say with `mainline` which one counts as what was there before, from 1.',
  );
