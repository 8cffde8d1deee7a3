import * as vscode from 'vscode';
import type { Command } from '../app';
import { addRateLimit } from '../spending/limit-dialogs';
import { spendingPlace } from '../spending/spending-place';
import { aboutProject } from './support/about-project';
import { needsTrust } from './support/needs';

/** Makes a rate limit: whose calls it counts, what is counted, and how many. */
export const newRateLimit: Command = async (app) => {
  if (!(await needsTrust('Making rate limits'))) return undefined;
  const again = () => vscode.commands.executeCommand('prompthub.newRateLimit');
  return aboutProject(app, { doing: 'No rate limit was made', again }, async (_project, link) => {
    const made = await addRateLimit(spendingPlace(await app.accounts.client(link.hub), link.project));
    if (made) app.spending.show();
    return made;
  });
};
