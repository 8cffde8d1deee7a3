import * as vscode from 'vscode';
import type { App, Command } from '../app';
import { changedFiles } from '../environments/changed-files';
import { shortId } from '../environments/environment-text';
import { aboutCommit, type CommitTarget } from './support/commit-target';
import { needsTrust } from './support/needs';
import { fileUri } from './support/project-files';
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
  const differ = changedFiles(here.files, published.files, path);
  // A path from outside stays in the folder.
  const paths = differ.filter((one) => app.links.projectPath(fileUri(link, one)) === one);
  if (paths.length === 0) {
    void vscode.window.showInformationMessage(`The files here are as in ${shortId(commit.id)} already.`);
    return undefined;
  }
  const items = paths.map((label) => {
    const what = !published.files.has(label)
      ? 'is deleted here'
      : here.files.has(label)
        ? 'changes'
        : 'comes back';
    return { label, description: what, picked: published.files.has(label) };
  });
  const title = `Restore which files of ${shortId(commit.id)}?`;
  const picked = await vscode.window.showQuickPick(items, { title, canPickMany: true });
  if (!picked || picked.length === 0) return undefined;
  const chosen = picked.map(({ label }) => label);
  await write(app, target, { chosen, published: published.files, here: here.files });
  const files = chosen.length === 1 ? '1 file' : `${chosen.length} files`;
  const text = `Restored ${files} as in ${shortId(commit.id)}. Save and publish to let others have them.`;
  void vscode.window.showInformationMessage(text);
  return chosen;
}

async function write(
  { versionContent }: App,
  { link, commit }: CommitTarget,
  {
    chosen,
    published,
    here,
  }: { chosen: readonly string[]; published: ReadonlyMap<string, string>; here: ReadonlyMap<string, string> },
): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  for (const path of chosen) {
    const uri = fileUri(link, path);
    if (!published.has(path)) {
      edit.deleteFile(uri);
      continue;
    }
    const { hub, project } = link;
    const text = await versionContent.text({ hub, project, commit: commit.id, path });
    if (here.has(path)) {
      const document = await vscode.workspace.openTextDocument(uri);
      edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    } else edit.createFile(uri, { contents: new TextEncoder().encode(text) });
  }
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The editor did not accept the changes.');
  const [first] = chosen.filter((path) => published.has(path));
  if (first !== undefined) await vscode.window.showTextDocument(fileUri(link, first), { preview: false });
}
