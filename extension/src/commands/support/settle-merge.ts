import * as vscode from 'vscode';
import type { MergeConflictsError, ProjectClient } from '@prompthub/client';
import type { FileChange, FileConflict, MergeOutcome } from '@prompthub/protocol';
import { listNames } from './project-files';

export interface Settling {
  readonly from: string;
  readonly into: string;
  /** Where the texts of the merge editor lie meanwhile. What an earlier merge left there is deleted. */
  readonly folder: vscode.Uri;
  /** Sends it again in another way than as a merge. */
  readonly settle?: (settled: { expectedHead: string; resolutions: FileChange[] }) => Promise<MergeOutcome>;
}

/** Lets the person settle what conflicts, then merges. Undefined when they do not. */
export async function settleMerge(
  project: ProjectClient,
  { head, commit, conflicts }: MergeConflictsError,
  settling: Settling,
): Promise<MergeOutcome | undefined> {
  const stuck = conflicts.filter(({ kind }) => kind === 'binary' || kind === 'clash');
  if (stuck.length > 0) {
    const paths = stuck.map(({ path, other }) => (other === undefined ? path : `${path} beside ${other}`));
    const detail = 'Rename or delete one of them on a branch, then merge again.';
    void vscode.window.showErrorMessage(`This cannot be merged as text: ${paths.join(', ')}. ${detail}`);
    return undefined;
  }
  const texts = conflicts.filter(({ kind }) => kind === 'content');
  const refused = await refusedPaths(texts, settling.folder);
  if (refused.length > 0) {
    const detail = 'Such paths are not allowed here. Rename them on a branch, then merge again.';
    void vscode.window.showErrorMessage(`This cannot be merged here: ${listNames(refused)}. ${detail}`);
    return undefined;
  }
  const deleted = await keepOrDelete(conflicts.filter(({ kind }) => kind === 'deleted'));
  if (deleted === undefined) return undefined;
  const edited = await editTexts(texts, settling);
  if (edited === undefined) return undefined;
  const { from, into, settle } = settling;
  const resolutions = [...deleted, ...edited];
  if (settle) return settle({ expectedHead: head, resolutions });
  return project.merge({
    from: commit,
    into,
    message: `Merge ${from} into ${into}`,
    expectedHead: head,
    resolutions,
  });
}

/** The hub names the paths, and their texts are written: none may lead out of the folder. */
async function refusedPaths(conflicts: readonly FileConflict[], folder: vscode.Uri): Promise<string[]> {
  const { resolveSafely } = await import('@prompthub/client/node');
  const refused: string[] = [];
  for (const { path } of conflicts) await resolveSafely(folder.fsPath, path).catch(() => refused.push(path));
  return refused;
}

async function keepOrDelete(conflicts: readonly FileConflict[]): Promise<FileChange[] | undefined> {
  const changes: FileChange[] = [];
  for (const { path, ours, theirs } of conflicts) {
    const items = [
      {
        label: '$(file) Keep',
        description: 'as the side that changed it has it',
        content: ours ?? theirs ?? null,
      },
      { label: '$(trash) Delete', description: 'as the other side did', content: null },
    ];
    const title = `${path} was deleted on one side and changed on the other`;
    const picked = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
    if (picked === undefined) return undefined;
    changes.push({ path, content: picked.content });
  }
  return changes;
}

async function editTexts(
  conflicts: readonly FileConflict[],
  { from, into, folder }: Settling,
): Promise<FileChange[] | undefined> {
  await vscode.workspace.fs.delete(folder, { recursive: true }).then(undefined, () => undefined);
  const results: { path: string; uri: vscode.Uri }[] = [];
  for (const { path, base = '', ours = '', theirs = '', text = '' } of conflicts) {
    const write = async (side: string, content: string): Promise<vscode.Uri> => {
      const uri = vscode.Uri.joinPath(folder, side, path);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
      return uri;
    };
    const uri = await write('result', text);
    results.push({ path, uri });
    await vscode.commands.executeCommand('_open.mergeEditor', {
      base: await write('base', base),
      input1: { uri: await write('ours', ours), title: into },
      input2: { uri: await write('theirs', theirs), title: from },
      output: uri,
    });
  }
  return results.length === 0 ? [] : finished(results);
}

/**
 * Asks until the texts are saved and without markers, or the person gives up. Nothing is saved for them: where the merge editor has not
 * been answered, it has put the common version in place of the markers, and that is no answer.
 */
async function finished(
  results: readonly { path: string; uri: vscode.Uri }[],
): Promise<FileChange[] | undefined> {
  const finish = 'Finish Merge';
  const names = results.map(({ path }) => path).join(', ');
  for (
    let words = `Settle ${names} in the merge editor, complete it there (Ctrl+Enter), and finish the merge here.`;
    ;
  ) {
    if ((await vscode.window.showInformationMessage(words, finish, 'Give Up')) !== finish) return undefined;
    const texts = await Promise.all(
      results.map(async ({ path, uri }) => {
        const document = await vscode.workspace.openTextDocument(uri);
        return { path, content: document.getText(), saved: !document.isDirty };
      }),
    );
    const open = texts.filter(({ content, saved }) => !saved || /^(?:<{7}|>{7}) /m.test(content));
    if (open.length === 0) return texts.map(({ path, content }) => ({ path, content }));
    const left = open.map(({ path }) => path).join(', ');
    words = `Not settled and saved yet: ${left}. Complete it in the merge editor, then finish the merge here.`;
  }
}
