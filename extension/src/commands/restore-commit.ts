import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { changedFiles, type Files } from '../environments/changed-files';
import { shortId } from '../environments/environment-text';
import type { ProjectLink } from '../hub/project-links';
import { aboutCommit, type CommitTarget } from './support/commit-target';
import { exists } from './support/compare';
import { needsTrust } from './support/needs';
import { fileUri, listNames } from './support/project-files';
import { localState, publishedState } from './support/project-state';
import { saveProjectFiles } from './support/save-project-files';

/**
 * Makes files as they were in a version; the person chooses which. Texts are not saved, so that Undo brings back what was there. Files that
 * the version does not have stay, unless they are chosen.
 */
export const restoreCommit: Command = async (app, argument) => {
  if (!(await needsTrust('Restoring'))) return undefined;
  const question = { argument, title: 'Restore which version?', doing: 'Nothing was restored' };
  return aboutCommit(app, question, (target) => restore(app, target));
};

async function restore(app: App, target: CommitTarget): Promise<readonly string[] | undefined> {
  const { link, project, commit, path } = target;
  if (!(await saveProjectFiles(app, link, 'restore'))) return undefined;
  const published = await publishedState(project, link, commit.id);
  if (!published) return undefined;
  const here = await localState(app, link, commit.id);
  const rows = await restorable(link, changedFiles(here.files, published.files, path), published.files);
  if (rows.length === 0) {
    void vscode.window.showInformationMessage(`The files here are as in ${shortId(commit.id)} already.`);
    return undefined;
  }
  const title = `Restore which files of ${shortId(commit.id)}?`;
  const picked = await vscode.window.showQuickPick(rows, { title, canPickMany: true });
  if (!picked || picked.length === 0) return undefined;
  const { texts, notText } = await textsOf(target, picked);
  await write(link, texts);
  tellRestored(commit.id, [...texts.keys()], notText);
  return [...texts.keys()];
}

interface Row extends vscode.QuickPickItem {
  /** The path in the project. */
  readonly label: string;
  /** The version has it. */
  readonly picked: boolean;
}

/**
 * What can be made as it was: paths that a project may have here, and files that are not so already. Also such as no status knows, because
 * they are not shared from here, may lie there.
 */
async function restorable(link: ProjectLink, paths: readonly string[], published: Files): Promise<Row[]> {
  const { blobId, resolveSafely } = await import('@prompthub/client/node');
  const rows: Row[] = [];
  for (const path of paths) {
    const file = await resolveSafely(link.folder, path).catch(() => undefined);
    if (file === undefined) continue;
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(file)).then(undefined, () => undefined);
    const wanted = published.get(path);
    if (bytes !== undefined && blobId(bytes) === wanted) continue;
    const what = wanted === undefined ? 'is deleted here' : bytes === undefined ? 'comes back' : 'changes';
    rows.push({ label: path, description: what, picked: wanted !== undefined });
  }
  return rows;
}

/** The texts as they were; undefined where the version has no such file. Bytes that are no text cannot be brought back by an editor. */
async function textsOf(
  { project, commit }: CommitTarget,
  rows: readonly Row[],
): Promise<{ texts: Map<string, string | undefined>; notText: string[] }> {
  const texts = new Map<string, string | undefined>();
  const notText: string[] = [];
  for (const { label: path, picked: isThere } of rows) {
    const file = isThere ? await project.file(path, { ref: commit.id }) : undefined;
    if (file?.base64 === undefined) texts.set(path, file?.content);
    else notText.push(path);
  }
  return { texts, notText };
}

async function write(link: ProjectLink, texts: ReadonlyMap<string, string | undefined>): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const [path, text] of texts) {
    const uri = fileUri(link, path);
    if (text === undefined) edit.deleteFile(uri);
    else if (await exists(uri)) {
      const document = await vscode.workspace.openTextDocument(uri);
      edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    } else edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  }
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The editor did not accept the changes.');
  const [first] = [...texts].flatMap(([path, text]) => (text === undefined ? [] : [path]));
  if (first !== undefined) await vscode.window.showTextDocument(fileUri(link, first), { preview: false });
}

function tellRestored(id: string, restored: readonly string[], notText: readonly string[]): void {
  const files = restored.length === 1 ? '1 file' : `${restored.length} files`;
  const parts = [
    restored.length > 0 &&
      `Restored ${files} as in ${shortId(id)}. Save and publish to let others have them.`,
    notText.length > 0 && `Left alone, because they are no text: ${listNames(notText)}.`,
  ].filter(Boolean);
  void vscode.window.showInformationMessage(parts.join(' '));
}
