import * as vscode from 'vscode';
import type { Command } from '../app';
import { allItems } from './support/all-items';
import { needsLink, needsSession } from './support/needs';
import { tellFailure } from './support/tell-failure';

/** Shows the history of another branch, or of all of them together. */
export const chooseHistoryBranch: Command = async (app) => {
  const link = await needsLink(app);
  if (!link || !(await needsSession(app, link.hub))) return;
  try {
    const project = (await app.accounts.client(link.hub)).project(link.project);
    const branches = await allItems((cursor) => project.branches({ cursor }));
    const here = link.branch;
    const names = [here, ...branches.map(({ name }) => name).filter((name) => name !== here)];
    const items = [
      { label: '$(git-merge) All branches', description: 'with their tags', scope: 'all' as const },
      ...names.map((branch) => ({
        label: `$(git-branch) ${branch}`,
        description: branch === here ? 'this folder' : '',
        scope: { branch },
      })),
    ];
    const picked = await vscode.window.showQuickPick(items, { title: 'Show the history of which branch?' });
    if (!picked) return;
    await app.history.show({ scope: picked.scope });
    await app.historyView.reveal();
  } catch (error) {
    void tellFailure(app, error, { doing: 'The branches are not known' });
  }
};
