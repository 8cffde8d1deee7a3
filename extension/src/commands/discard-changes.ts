import * as vscode from 'vscode';
import type { Command } from '../app';
import { isChangedHere } from '../source-control/change-groups';
import { asChangeRows, type ChangeRow } from '../source-control/change-row';
import { needsTrust } from './support/needs';
import { offerBack, replaceTexts } from './support/replace-texts';
import { rowNames } from './support/settle-rows';
import { tellFailure } from './support/tell-failure';

/** Puts files back as they were before they were changed here. Asks first, and can be undone. */
export const discardChanges: Command = async (app, ...args) => {
  if (!(await needsTrust('Discarding'))) return undefined;
  const rows = asChangeRows(args).filter(({ file }) => isChangedHere(file));
  if (rows.length === 0 || !(await agrees(rows))) return undefined;
  try {
    const texts = new Map<vscode.Uri, string | undefined>();
    for (const { resourceUri, file } of rows) texts.set(resourceUri, await app.bases.text(resourceUri, file));
    const before = await replaceTexts(texts);
    void offerBack(app, { said: `Discarded what was changed in ${rowNames(rows)}.`, before });
    return rows.map(({ file }) => file.path);
  } catch (error) {
    const again = () => vscode.commands.executeCommand('prompthub.discardChanges', ...args);
    void tellFailure(app, error, { doing: 'Nothing was discarded', again });
    return undefined;
  } finally {
    await app.status.refresh();
  }
};

async function agrees(rows: readonly ChangeRow[]): Promise<boolean> {
  const yes = 'Discard';
  const added = rows.filter(({ file }) => file.state === 'new');
  const detail =
    added.length === 0
      ? 'What was last published comes back.'
      : `What was last published comes back. Deleted, because it is new: ${rowNames(added)}.`;
  const question = `Discard what was changed in ${rowNames(rows)}?`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes;
}
