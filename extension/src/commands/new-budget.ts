import * as vscode from 'vscode';
import type { Command } from '../app';
import { addBudget } from '../spending/budget-dialogs';
import { spendingPlace } from '../spending/spending-place';
import { aboutProject } from './support/about-project';
import { needsTrust } from './support/needs';

/** Makes a budget: whose calls it counts, for how long, how much, and what happens at the limit. */
export const newBudget: Command = async (app) => {
  if (!(await needsTrust('Making budgets'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.newBudget');
  return aboutProject(app, { doing: 'No budget was made', again }, async (_project, link) => {
    const made = await addBudget(spendingPlace(await app.accounts.client(link.hub), link.project));
    if (made) app.spending.show();
    return made;
  });
};
