import * as vscode from 'vscode';
import type { Command } from '../app';
import { needsLink, needsTrust } from './support/needs';
import { tellFailure } from './support/tell-failure';

/** Takes the last commit back that waits for the hub: its changes stay in the files, its message goes back into the box. */
export const uncommit: Command = async (app) => {
  if (!(await needsTrust('Taking back'))) return undefined;
  const link = await needsLink(app);
  if (!link) return undefined;
  try {
    const commit = await (await app.status.workingCopy(link)).uncommit();
    if (commit && app.sourceControl.message(link) === '') app.sourceControl.setMessage(link, commit.message);
    if (!commit) void vscode.window.showInformationMessage('No commit waits here.');
    return commit;
  } catch (error) {
    void tellFailure(app, error, { doing: 'The commit still waits' });
    return undefined;
  } finally {
    await app.status.refresh();
  }
};
