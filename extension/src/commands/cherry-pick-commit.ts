import type { Command } from '../app';
import { aboutCommit } from './support/commit-target';
import { needsTrust } from './support/needs';
import { replayCommit } from './support/replay-commit';

/** Does on the branch that the folder is on what one version changed on another. */
export const cherryPickCommit: Command = async (app, argument) => {
  if (!(await needsTrust('Cherry-picking'))) return undefined;
  const question = { argument, title: 'Cherry-pick which version?', doing: 'Nothing was cherry-picked' };
  return aboutCommit(app, question, (target) =>
    replayCommit(app, target, {
      verb: 'Cherry-Pick',
      done: 'Cherry-picked',
      send: (body) => target.project.cherryPick(body),
    }),
  );
};
