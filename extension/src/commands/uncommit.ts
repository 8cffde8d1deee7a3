import * as vscode from 'vscode';
import type { TakenBack } from '@prompthub/client/node';
import type { Command } from '../app';
import { needsLink, needsTrust } from './support/needs';
import { listNames } from './support/project-files';
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
    else if (commit.kept.length > 0) void offerKept(commit.kept);
    return commit;
  } catch (error) {
    void tellFailure(app, error, { doing: 'The commit still waits' });
    return undefined;
  } finally {
    await app.status.refresh();
  }
};

/** The files here say something else by now: what the commit said of them is kept, and can be opened. */
async function offerKept(kept: TakenBack['kept']): Promise<void> {
  const names = listNames(kept.map(({ path }) => path));
  const open = kept.length === 1 ? 'Open It' : 'Open Them';
  const text = `The commit was taken back. ${names} changed here since, and was left as it is; what the commit said is kept.`;
  if ((await vscode.window.showInformationMessage(text, open)) !== open) return;
  for (const { file } of kept)
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}
