import * as vscode from 'vscode';
import type { FileStatus, QueuedCommit, SendResult, WorkingCopy } from '@prompthub/client/node';
import type { App, Command } from '../app';
import type { ProjectLink } from '../hub/project-links';
import { changeGroups } from '../source-control/change-groups';
import { isSourceControl } from '../source-control/project-source-control';
import { explainConflict, explainRefusal } from './support/explain-refusal';
import { needsLink, needsSession, needsTrust } from './support/needs';
import { listNames } from './support/project-files';
import { isAway } from './support/publish-failures';
import { saveProjectFiles } from './support/save-project-files';
import { chosenPaths, toUri } from './support/target';

const DOING = 'Nothing was published';

/**
 * Publishes what changed here, or the chosen files, as one version. The message is what stands in the box of the Source Control view when
 * that is accepted; otherwise it is asked for. It stays in the box until there is such a version. While the hub is away, the version
 * waits here and is sent when the hub is back.
 */
export const publish: Command = async (app, ...args) => {
  if (!(await needsTrust('Publishing'))) return undefined;
  const link = await needsLink(app, toUri(args[0]));
  if (!link || !(await needsSession(app, link.hub)) || !(await saveProjectFiles(app, link, 'Publish')))
    return undefined;
  try {
    return await publishFrom(app, link, args);
  } catch (error) {
    const again = () => vscode.commands.executeCommand('prompthub.publish', ...args);
    await explainRefusal(app, error, { link, doing: DOING, again });
    return undefined;
  } finally {
    await app.status.refresh();
    app.versions.refresh();
  }
};

async function publishFrom(
  app: App,
  link: ProjectLink,
  args: readonly unknown[],
): Promise<SendResult | undefined> {
  const wanted = wantedPaths(app, args);
  const copy = await app.status.workingCopy(link);
  const { files, queue, away } = await copy.overview();
  const { changes, conflicts } = changeGroups(files.filter(({ path }) => !wanted || wanted.includes(path)));
  if (conflicts.length > 0 && (wanted || changes.length === 0)) {
    const paths = conflicts.map(({ path }) => path);
    await explainConflict(app, paths, { link, doing: DOING });
    return undefined;
  }
  if (changes.length === 0) {
    if (queue.length > 0) await vscode.commands.executeCommand('prompthub.sendQueued');
    else
      void vscode.window.showInformationMessage('Nothing to publish: the hub has everything as it is here.');
    return undefined;
  }
  const message = await messageFor(app, link, { changes, accepted: isSourceControl(args[0]) });
  if (message === undefined) return undefined;
  app.sourceControl.setMessage(link, message);
  const commit = await copy.commit(message, { paths: changes.map(({ path }) => path) });
  if (commit === undefined) return undefined;
  app.sourceControl.setMessage(link, '');
  const result = away ? undefined : await send(app, { copy, link, commit });
  app.rejections.clear();
  if (result) tellPublished(link, commit, result);
  else {
    await app.hubWatch.sendLater(commit);
    void tellWaiting(commit);
  }
  return result;
}

interface Sending {
  readonly copy: WorkingCopy;
  readonly link: ProjectLink;
  readonly commit: QueuedCommit;
}

/** Undefined when the hub went away. What it does not take is no commit any more, and the message is in its box again. */
async function send(app: App, { copy, link, commit }: Sending): Promise<SendResult | undefined> {
  const title = `Publishing to ${link.project}…`;
  try {
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, () =>
      copy.send(),
    );
  } catch (error) {
    if (isAway(error)) return undefined;
    const taken = await copy.uncommit().catch((problem: unknown) => {
      if (problem instanceof Error && problem.name === 'CommitInDoubtError') return undefined;
      throw problem;
    });
    // The hub stumbled, and may have it all the same: it is asked when it is well again.
    if (taken === undefined) return undefined;
    app.sourceControl.setMessage(link, commit.message);
    throw error;
  }
}

async function messageFor(
  app: App,
  link: ProjectLink,
  { changes, accepted }: { changes: readonly FileStatus[]; accepted: boolean },
): Promise<string | undefined> {
  const typed = app.sourceControl.message(link);
  if (accepted && typed.trim() !== '') return typed.trim();
  const count = changes.length === 1 ? '1 file' : `${changes.length} files`;
  return vscode.window.showInputBox({
    title: `Publish ${count} to ${link.project} (${link.branch})`,
    prompt: listNames(changes.map(({ path, state }) => (state === 'deleted' ? `${path} (deleted)` : path))),
    value: typed,
    placeHolder: 'What changed, and why',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Say in a few words what changed' : undefined),
  });
}

function tellPublished(link: ProjectLink, { changes }: QueuedCommit, { commits, merged }: SendResult): void {
  const what = changes.length === 1 ? changes[0]?.path : `${changes.length} files`;
  const id = commits.at(-1)?.id.slice(0, 7);
  const both = merged.length > 0 ? ` Put together with what others had published: ${listNames(merged)}.` : '';
  void vscode.window.showInformationMessage(`Published ${what} to ${link.project} as ${id}.${both}`);
}

async function tellWaiting({ changes }: QueuedCommit): Promise<void> {
  const send = 'Send Now';
  const what = changes.length === 1 ? changes[0]?.path : `${changes.length} files`;
  const text = `Committed ${what} here: the hub is away, and gets it when it is back.`;
  if ((await vscode.window.showInformationMessage(text, send)) === send)
    await vscode.commands.executeCommand('prompthub.sendQueued');
}

function wantedPaths({ links }: App, args: readonly unknown[]): string[] | undefined {
  const chosen = chosenPaths(args);
  if (chosen) return chosen;
  const uri = toUri(args[0]);
  const path = uri && links.projectPath(uri);
  return path ? [path] : undefined;
}
