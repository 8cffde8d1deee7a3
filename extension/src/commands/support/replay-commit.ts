import * as vscode from 'vscode';
import type { MergeOutcome } from '@prompthub/protocol';
import type { App } from '../../app';
import { shortId } from '../../environments/environment-text';
import type { CommitTarget } from './commit-target';
import { listNames } from './project-files';
import { settleMerge } from './settle-merge';

/** What the hub is asked for, besides the version and the branch. */
interface ReplayBody {
  commit: string;
  branch: string;
  mainline?: number;
  expectedHead?: string;
  resolutions?: { path: string; content: string | null }[];
  preview?: boolean;
}

export interface Replay {
  /** `Revert`, `Cherry-pick`: the button that does it. */
  readonly verb: string;
  /** `Reverted`, `Cherry-picked`. */
  readonly done: string;
  readonly send: (body: ReplayBody) => Promise<MergeOutcome>;
}

/**
 * Does what one version changed once more, or the opposite of it, at the hub on the branch that the folder is on. What was agreed to is what is done:
 * when the branch moves meanwhile, the hub refuses. Undefined when the person thought better of it.
 */
export async function replayCommit(
  app: App,
  { link, commit, project }: CommitTarget,
  { verb, done, send }: Replay,
): Promise<MergeOutcome | undefined> {
  const { MergeConflictsError } = await import('@prompthub/client');
  const { branch } = link;
  const mainline = commit.parents.length > 1 ? await pickMainline(commit.parents) : undefined;
  if (mainline === undefined && commit.parents.length > 1) return undefined;
  const body = { commit: commit.id, branch, ...(mainline === undefined ? {} : { mainline }) };
  const act = async (): Promise<MergeOutcome | undefined> => {
    const preview = await send({ ...body, preview: true });
    if (preview.outcome === 'up-to-date') return preview;
    const paths = preview.changes.map(({ path }) => path);
    const question = `${verb} ${shortId(commit.id)} on ${branch}?`;
    const detail = `“${commit.message.split('\n')[0]}”\n\nChanges there: ${listNames(paths)}.`;
    if ((await vscode.window.showInformationMessage(question, { modal: true, detail }, verb)) !== verb)
      return undefined;
    return send({ ...body, expectedHead: preview.before });
  };
  const outcome = await act().catch((error: unknown) => {
    if (!(error instanceof MergeConflictsError)) throw error;
    const folder = vscode.Uri.joinPath(app.context.globalStorageUri, 'merge');
    const settle = (settled: Pick<ReplayBody, 'expectedHead' | 'resolutions'>) =>
      send({ ...body, ...settled });
    return settleMerge(project, error, { from: shortId(commit.id), into: branch, folder, settle });
  });
  if (outcome !== undefined) void tell(outcome, `${done} ${shortId(commit.id)}`);
  await app.status.refresh();
  await app.history.refresh();
  app.versions.refresh();
  return outcome;
}

/** Of a merge: which side counts as what was there before. */
async function pickMainline(parents: readonly string[]): Promise<number | undefined> {
  const items = parents.map((id, index) => ({
    label: `$(git-commit) ${shortId(id)}`,
    description: index === 0 ? 'the branch that was merged into' : 'what was merged',
    mainline: index + 1,
  }));
  const title = 'This version is a merge. Which side was there before?';
  return (await vscode.window.showQuickPick(items, { title }))?.mainline;
}

async function tell({ outcome, branch, changes }: MergeOutcome, done: string): Promise<void> {
  if (outcome === 'up-to-date') {
    void vscode.window.showInformationMessage(`${branch} is so already: there is nothing to do.`);
    return;
  }
  const pull = 'Pull';
  const files = changes.length === 1 ? 'one file' : `${changes.length} files`;
  const text = `${done} on ${branch}; ${files} changed at the hub.`;
  if ((await vscode.window.showInformationMessage(text, pull)) === pull)
    await vscode.commands.executeCommand('prompthub.pull');
}
