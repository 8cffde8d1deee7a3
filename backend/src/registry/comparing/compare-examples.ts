import type { CommitPage, Comparison } from '@prompthub/protocol';
import { EXAMPLE_COMMIT } from '../registry-examples';

/** Answers shown in the API's documentation. */
const { changes, ...commit } = EXAMPLE_COMMIT;
const base = '3b18e512dba79e4c8300dd08aeb37f8e728b8dad';

export const EXAMPLE_COMPARISON: Comparison = {
  from: base,
  to: commit.id,
  mergeBase: base,
  ahead: 1,
  behind: 0,
  files: changes,
};
export const EXAMPLE_SIDE: CommitPage = { items: [{ ...commit, parents: [base] }] };
