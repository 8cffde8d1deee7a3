import type { Command } from '../app';
import { aboutCommit } from './support/commit-target';
import { showDifference } from './support/show-difference';

/** Shows what a version changed, against the one before: of a merge, what it brought to its branch. */
export const openCommit: Command = (app, argument) => {
  const question = { argument, title: 'What did which version change?', doing: 'The changes are not known' };
  return aboutCommit(app, question, async ({ commit, ...rest }) =>
    showDifference({ ...rest, from: commit.parents[0], to: commit.id }),
  );
};
