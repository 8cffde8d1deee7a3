import * as vscode from 'vscode';
import type { App } from '../../app';
import { exists } from './compare';
import { listNames } from './project-files';
import { tellFailure } from './tell-failure';

/** Texts of files; undefined: there is no such file. */
export type Texts = ReadonlyMap<vscode.Uri, string | undefined>;

/**
 * Writes, makes or deletes files, also such as are open and unsaved. Answers with what was there.
 * @throws when one cannot be written; then what was there is back
 */
export async function replaceTexts(texts: Texts): Promise<Texts> {
  const before = new Map<vscode.Uri, string | undefined>();
  try {
    for (const [uri, text] of texts) {
      before.set(uri, await textOf(uri));
      await replaceText(uri, text);
    }
    return before;
  } catch (error) {
    const lost = await putBack(before);
    if (lost.length === 0) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${reason} These could not be put back: ${listNames(lost)}.`, { cause: error });
  }
}

/** Says what was replaced, and brings it back when the person wants it. What was changed again since then stays as it is. */
export async function offerBack(
  app: Pick<App, 'log'>,
  { said, before }: { said: string; before: Texts },
): Promise<void> {
  try {
    const after = new Map<vscode.Uri, string | undefined>();
    for (const uri of before.keys()) after.set(uri, await textOf(uri));
    const undo = 'Undo';
    if ((await vscode.window.showInformationMessage(said, undo)) !== undo) return;
    const back = new Map(before);
    for (const [uri, text] of after) if ((await textOf(uri)) !== text) back.delete(uri);
    await replaceTexts(back);
    const changed = [...before.keys()].filter((uri) => !back.has(uri)).map(fileName);
    if (changed.length > 0)
      void vscode.window.showInformationMessage(`Changed since then, so left alone: ${listNames(changed)}.`);
  } catch (error) {
    void tellFailure(app, error, { doing: 'Nothing was brought back' });
  }
}

/** Answers with the names of files that stay other than they were. */
async function putBack(before: Texts): Promise<string[]> {
  const lost: string[] = [];
  for (const [uri, text] of before)
    if ((await textOf(uri)) !== text) await replaceText(uri, text).catch(() => lost.push(fileName(uri)));
  return lost;
}

async function replaceText(uri: vscode.Uri, text: string | undefined): Promise<void> {
  const unsaved = unsavedAt(uri);
  if (unsaved) await saveAs(unsaved, text ?? '');
  // Saving may format, and a document has one kind of line ends.
  if (text !== undefined) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  else if (await exists(uri)) await remove(uri);
}

/** Not every file system has a trash. */
async function remove(uri: vscode.Uri): Promise<void> {
  await vscode.workspace.fs
    .delete(uri, { useTrash: true })
    .then(undefined, () => vscode.workspace.fs.delete(uri));
}

async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  return unsavedAt(uri)?.getText() ?? ((await exists(uri)) ? read(uri) : undefined);
}

function unsavedAt(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => document.isDirty && document.uri.toString() === uri.toString(),
  );
}

function fileName(uri: vscode.Uri): string {
  return uri.path.split('/').at(-1) ?? uri.path;
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
