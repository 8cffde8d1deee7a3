import * as vscode from 'vscode';
import type { Command } from '../app';
import { branchChoices } from '../source-control/branch-choices';
import { aboutProject } from './support/about-project';
import { allItems } from './support/all-items';
import { goToBranch } from './support/go-to-branch';
import { needsTrust } from './support/needs';

interface Item extends vscode.QuickPickItem {
  readonly act?: () => Thenable<unknown>;
}

/** Takes the linked folder to another branch, which is picked when none is named. */
export const switchBranch: Command = async (app, wanted) => {
  if (!(await needsTrust('Switching branches'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.switchBranch', wanted);
  return aboutProject(app, { doing: 'The branches are not known', again }, async (project, link) => {
    if (typeof wanted === 'string') return goToBranch(app, link, { branch: wanted });
    const branches = await allItems((cursor) => project.branches({ cursor }));
    const choices = branchChoices(branches, link.branch, Date.now());
    const run = (command: string) => () => vscode.commands.executeCommand(`prompthub.${command}`);
    const items: Item[] = [
      { label: '$(add) New branch…', act: run('createBranch') },
      ...(choices.length > 1 ? [{ label: '$(trash) Delete a branch…', act: run('deleteBranch') }] : []),
      { label: link.project, kind: vscode.QuickPickItemKind.Separator },
      ...choices.map(({ branch: { name }, ...choice }) => ({
        ...choice,
        ...(name === link.branch ? {} : { act: () => goToBranch(app, link, { branch: name }) }),
      })),
    ];
    const picked = await vscode.window.showQuickPick(items, {
      title: 'Switch to which branch?',
      placeHolder: `The folder is on ${link.branch}`,
      matchOnDescription: true,
    });
    return picked?.act?.();
  });
};
