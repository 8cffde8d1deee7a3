import type { Command } from '../app';
import { aboutCommit } from './support/commit-target';
import { needsTrust } from './support/needs';
import { replayCommit } from './support/replay-commit';

/** Takes back on the linked branch what one version changed. */
export const revertCommit: Command = async (app, argument) => {
  if (!(await needsTrust('Reverting'))) return undefined;
  const question = { argument, title: 'Revert which version?', doing: 'Nothing was reverted' };
  return aboutCommit(app, question, (target) =>
    replayCommit(app, target, {
      verb: 'Revert',
      done: 'Reverted',
      send: (body) => target.project.revert(body),
    }),
  );
};
