import * as vscode from 'vscode';
import type { Command } from '../app';
import { shortId } from '../environments/environment-text';
import { aboutCommit } from './support/commit-target';
import { nameProblem } from './support/name-problem';
import { needsTrust } from './support/needs';

/** Begins a branch at a version. The folder stays on its own branch. */
export const createBranchAtCommit: Command = async (app, argument) => {
  if (!(await needsTrust('Making branches'))) return undefined;
  const question = { argument, title: 'Begin a branch at which version?', doing: 'No branch was made' };
  return aboutCommit(app, question, async ({ project, commit }) => {
    const { refName } = await import('@prompthub/protocol');
    const name = await vscode.window.showInputBox({
      title: `Name of the branch that begins at ${shortId(commit.id)}`,
      placeHolder: 'shorter-replies',
      ignoreFocusOut: true,
      validateInput: (text) => nameProblem(refName, text.trim()),
    });
    if (name === undefined) return undefined;
    const branch = await project.createBranch({ name: name.trim(), from: commit.id });
    void vscode.window.showInformationMessage(`${branch.name} begins at ${shortId(branch.head)}.`);
    await app.history.refresh();
    return branch;
  });
};
