import * as vscode from 'vscode';
import type { SendResult } from '@prompthub/client/node';
import type { Command } from '../app';
import type { ProjectLink } from '../hub/project-links';
import { UNASKED } from '../source-control/hub-watch';
import { explainRefusal } from './support/explain-refusal';
import { needsLink, needsSession, needsTrust } from './support/needs';
import { listNames } from './support/project-files';
import { isAway } from './support/publish-failures';

/**
 * Sends the commits that wait for the hub, the oldest first. True when all are there; false, after saying why, when the hub did not take one;
 * undefined when it is away.
 */
export const sendQueued: Command = async (app, asked) => {
  const unasked = asked === UNASKED;
  if (!unasked && !(await needsTrust('Publishing'))) return undefined;
  const link = await needsLink(app);
  if (!link || !(await needsSession(app, link.hub))) return undefined;
  try {
    const copy = await app.status.workingCopy(link);
    const title = `Sending to ${link.project}…`;
    const location = unasked ? vscode.ProgressLocation.SourceControl : vscode.ProgressLocation.Notification;
    tellSent(link, await vscode.window.withProgress({ location, title }, () => copy.send()));
    app.rejections.clear();
    return true;
  } catch (error) {
    if (unasked && isAway(error)) return undefined;
    const again = () => vscode.commands.executeCommand('prompthub.sendQueued');
    void explainRefusal(app, error, { link, doing: 'Not everything was sent', again });
    return isAway(error) ? undefined : false;
  } finally {
    await app.status.refresh();
    app.versions.refresh();
  }
};

function tellSent(link: ProjectLink, { commits, merged }: SendResult): void {
  const what = commits.length === 1 ? 'one commit' : `${commits.length} commits`;
  const both = merged.length > 0 ? ` Put together with what others had published: ${listNames(merged)}.` : '';
  const text =
    commits.length === 0
      ? 'Nothing waits to be sent.'
      : `Sent ${what} to ${link.project} (${link.branch}).${both}`;
  void vscode.window.showInformationMessage(text);
}
