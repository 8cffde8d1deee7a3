import * as vscode from 'vscode';
import { exists } from './compare';

/** Texts of files; undefined: there is no such file. */
export type Texts = ReadonlyMap<vscode.Uri, string | undefined>;

/** Writes, makes or deletes files, also such as are open and unsaved. Answers with what was there. */
export async function replaceTexts(texts: Texts): Promise<Texts> {
  const before = new Map<vscode.Uri, string | undefined>();
  for (const [uri, text] of texts) before.set(uri, await replaceText(uri, text));
  return before;
}

/** Says what was replaced, and brings it back when the person wants it. */
export async function offerBack(said: string, before: Texts): Promise<void> {
  const undo = 'Undo';
  if ((await vscode.window.showInformationMessage(said, undo)) === undo) await replaceTexts(before);
}

async function replaceText(uri: vscode.Uri, text: string | undefined): Promise<string | undefined> {
  const unsaved = vscode.workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
  const before = unsaved?.getText() ?? ((await exists(uri)) ? await read(uri) : undefined);
  if (unsaved) await saveAs(unsaved, text ?? '');
  // Saving may format, and a document has one kind of line ends.
  if (text !== undefined) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  else if (before !== undefined) await vscode.workspace.fs.delete(uri);
  return before;
}

/** An editor follows the file only when nothing in it is unsaved. */
async function saveAs(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await document.save();
}

async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
}
