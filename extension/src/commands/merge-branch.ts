import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { MergeOutcome } from '@prompthub/protocol';
import type { Command } from '../app';
import { allItems } from './support/all-items';
import { needsLink, needsSession, needsTrust } from './support/needs';
import { settleMerge } from './support/settle-merge';
import { toUri } from './support/target';
import { tellFailure } from './support/tell-failure';

/** Brings all that another branch has to the linked one, at the hub. What conflicts is settled in the merge editor. */
export const mergeBranch: Command = async (app, argument) => {
  if (!(await needsTrust('Merging'))) return undefined;
  const link = await needsLink(app, toUri(argument));
  if (!link || !(await needsSession(app, link.hub))) return undefined;
  const into = link.branch;
  try {
    const { MergeConflictsError } = await import('@prompthub/client');
    const project = (await app.accounts.client(link.hub)).project(link.project);
    const from = await pickBranch(project, into);
    if (from === undefined) return undefined;
    const folder = vscode.Uri.joinPath(app.context.globalStorageUri, 'merge');
    const outcome = await merge(project, { from, into }).catch((error: unknown) => {
      if (!(error instanceof MergeConflictsError)) throw error;
      return settleMerge(project, error, { from, into, folder });
    });
    if (outcome !== undefined) void tellMerged(outcome, from);
    return outcome;
  } catch (error) {
    const again = () => vscode.commands.executeCommand('prompthub.mergeBranch', argument);
    void tellFailure(app, error, { doing: 'Nothing was merged', again });
    return undefined;
  } finally {
    await app.status.refresh();
    app.versions.refresh();
  }
};

async function pickBranch(project: ProjectClient, into: string): Promise<string | undefined> {
  const branches = await allItems((cursor) => project.branches({ cursor }));
  const names = branches.map(({ name }) => name).filter((name) => name !== into);
  if (names.length > 0)
    return vscode.window.showQuickPick(names, { title: `Merge which branch into ${into}?` });
  void vscode.window.showInformationMessage(`There is no other branch than ${into}.`);
  return undefined;
}

/** What was agreed to is what is done: when the branch moves meanwhile, the hub refuses. */
async function merge(
  project: ProjectClient,
  { from, into }: { from: string; into: string },
): Promise<MergeOutcome | undefined> {
  const preview = await project.merge({ from, into, preview: true });
  if (preview.outcome === 'up-to-date') return preview;
  const yes = 'Merge';
  const paths = preview.changes.map(({ path }) => path);
  const detail = paths.length === 0 ? 'No file changes.' : `Changes there: ${listed(paths)}.`;
  const question = `Merge ${from} into ${into}?`;
  if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, yes)) !== yes)
    return undefined;
  return project.merge({ from, into, expectedHead: preview.before });
}

async function tellMerged({ outcome, branch, changes }: MergeOutcome, from: string): Promise<void> {
  if (outcome === 'up-to-date') {
    void vscode.window.showInformationMessage(`${branch} has all of ${from} already.`);
    return;
  }
  const pull = 'Pull';
  const text = `Merged ${from} into ${branch}; ${changes.length === 1 ? 'one file' : `${changes.length} files`} changed at the hub.`;
  if ((await vscode.window.showInformationMessage(text, pull)) === pull)
    await vscode.commands.executeCommand('prompthub.pull');
}

function listed(paths: readonly string[]): string {
  const more = paths.length - 5;
  return paths.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
