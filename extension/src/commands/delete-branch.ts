import * as vscode from 'vscode';
import type { Command } from '../app';
import { branchChoices } from '../source-control/branch-choices';
import { aboutProject } from './support/about-project';
import { allItems } from './support/all-items';
import { needsTrust } from './support/needs';

/** Deletes a branch at the hub, other than the one that the folder is on. The hub keeps protected ones. */
export const deleteBranch: Command = async (app) => {
  if (!(await needsTrust('Deleting branches'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.deleteBranch');
  return aboutProject(app, { doing: 'No branch was deleted', again }, async (project, link) => {
    const branches = await allItems((cursor) => project.branches({ cursor }));
    const others = branches.filter(({ name }) => name !== link.branch);
    if (others.length === 0) {
      void vscode.window.showInformationMessage(`There is no other branch than ${link.branch}.`);
      return undefined;
    }
    const choices = branchChoices(others, link.branch, Date.now());
    const picked = await vscode.window.showQuickPick(choices, { title: 'Delete which branch?' });
    if (!picked) return undefined;
    const { name, head } = picked.branch;
    const { ahead } = await project.compare({ from: link.branch, to: head });
    const yes = 'Delete';
    const lost = `It has ${ahead === 1 ? 'one commit' : `${ahead} commits`} that ${link.branch} has not. They can still be found by their ids.`;
    const detail = ahead > 0 ? lost : `${link.branch} has everything that it has.`;
    const question = `Delete the branch ${name}?`;
    if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes)
      return undefined;
    await project.deleteBranch(name, { expectedHead: head });
    void vscode.window.showInformationMessage(`Deleted the branch ${name}.`);
    return name;
  });
};
