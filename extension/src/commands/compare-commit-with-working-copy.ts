import type { Command } from '../app';
import { aboutCommit } from './support/commit-target';
import { localState, publishedState, showChanges } from './support/project-state';

/** Compares a version of the project with the files as they are here. */
export const compareCommitWithWorkingCopy: Command = (app, argument) => {
  const question = {
    argument,
    title: 'Compare which version with the working copy?',
    doing: 'The difference is not known',
  };
  return aboutCommit(app, question, async ({ link, project, commit, path }) => {
    const published = await publishedState(project, link, commit.id);
    if (published) await showChanges(published, await localState(app, link, commit.id), path);
  });
};
