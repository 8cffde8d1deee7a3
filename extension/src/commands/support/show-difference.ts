import * as vscode from 'vscode';
import type { Diff } from '@prompthub/protocol';
import { shortId } from '../../environments/environment-text';
import { versionUri } from '../../versions/version-content';
import type { CommitTarget } from './commit-target';
import { differenceDetail } from './difference-detail';

type FileDiff = Diff['files'][number];

export interface Difference extends Pick<CommitTarget, 'link' | 'project'> {
  /** Ids. Without `from` everything in `to` is new. */
  readonly from: string | undefined;
  readonly to: string;
  /** Only this file. */
  readonly path?: string | undefined;
}

const ICONS: Record<FileDiff['status'], string> = {
  added: 'diff-added',
  modified: 'diff-modified',
  deleted: 'diff-removed',
};

/** Lists the files that differ, each with what that means; the chosen one is shown as a comparison of its texts. */
export async function showDifference(difference: Difference): Promise<void> {
  const { project, from, to, path } = difference;
  const { files } = await project.diff({ from, to, path });
  const names = `${from === undefined ? 'nothing' : shortId(from)} ↔ ${shortId(to)}`;
  if (files.length === 0) {
    void vscode.window.showInformationMessage(`No difference in ${path ?? 'the project'} (${names}).`);
    return;
  }
  const items = files.map((file) => ({
    label: `$(${ICONS[file.status]}) ${file.path}`,
    description: file.status,
    detail: differenceDetail(file),
    files: [file],
  }));
  const all = {
    label: '$(diff-multiple) All files',
    description: `${files.length} files`,
    detail: '',
    files,
  };
  const picked = await vscode.window.showQuickPick(files.length > 1 ? [all, ...items] : items, {
    title: `What changed (${names})`,
    placeHolder: 'Choose a file to see its texts side by side',
    matchOnDetail: true,
  });
  if (picked) await openFiles(difference, picked.files, names);
}

async function openFiles(difference: Difference, files: readonly FileDiff[], names: string): Promise<void> {
  const [before, after] = [
    (file: FileDiff) => sideOf(difference, file, 'from'),
    (file: FileDiff) => sideOf(difference, file, 'to'),
  ];
  const [only] = files;
  if (only && files.length === 1) {
    const title = `${only.path.split('/').at(-1)} (${names})`;
    await vscode.commands.executeCommand('vscode.diff', before(only), after(only), title);
    return;
  }
  const resources = files.map((file) => [after(file), before(file), after(file)]);
  await vscode.commands.executeCommand('vscode.changes', names, resources);
}

function sideOf({ link, from, to }: Difference, file: FileDiff, side: 'from' | 'to'): vscode.Uri {
  const { hub, project } = link;
  const missing = file[side] === undefined;
  const commit = side === 'from' ? (from ?? to) : to;
  return versionUri({ hub, project, commit, path: file.path, ...(missing ? { missing } : {}) });
}
