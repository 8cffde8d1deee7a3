import type { Command } from '../app';
import { aboutCommit, pickCommit } from './support/commit-target';
import { showDifference } from './support/show-difference';

/** Compares two versions: the two that are selected in the history, else the one that was given with one that the person picks. */
export const compareCommits: Command = (app, argument) => {
  const question = { argument, title: 'Compare which version?', doing: 'The difference is not known' };
  return aboutCommit(app, question, async ({ commit, ...rest }) => {
    const { selected } = app.historyView;
    const isSelected = selected.length === 2 && selected.includes(commit.id);
    // Rows go from new to old, a comparison from old to new.
    const [to, from] = isSelected ? selected : [commit.id, (await pickCommit(rest, 'Compare with…'))?.id];
    if (from !== undefined && to !== undefined) await showDifference({ ...rest, from, to });
  });
};
