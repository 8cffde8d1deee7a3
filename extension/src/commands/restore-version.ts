import * as vscode from 'vscode';
import type { Command } from '../app';
import { exists } from './support/compare';
import { asVersionRow } from './support/target';

/** Puts a published version into the editor. Nothing is saved, and Undo brings back what was there. */
export const restoreVersion: Command = async (app, argument) => {
  const row = asVersionRow(argument);
  if (!row) return;
  const name = row.address.path.split('/').at(-1);
  const text = await app.versionContent.text(row.address);
  if (!(await exists(row.uri))) await vscode.workspace.fs.writeFile(row.uri, new Uint8Array());
  const document = await vscode.workspace.openTextDocument(row.uri);
  if (document.getText() === text) {
    void vscode.window.showInformationMessage(`${name} already is as in this version.`);
    return;
  }
  if (document.isDirty && !(await agrees(`${name} has unsaved changes.`))) return;
  const edit = new vscode.WorkspaceEdit();
  const all = new vscode.Range(document.positionAt(0), document.positionAt(document.getText().length));
  edit.replace(row.uri, all, text);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(document, { preview: false });
};

async function agrees(text: string): Promise<boolean> {
  const restore = 'Restore';
  const detail = 'They are replaced by the version you chose. Undo brings them back.';
  return (await vscode.window.showWarningMessage(text, { modal: true, detail }, restore)) === restore;
}
