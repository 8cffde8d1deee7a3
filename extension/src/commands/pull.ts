import * as vscode from 'vscode';
import type { PullResult, Resolution, WorkingCopy } from '@prompthub/client/node';
import type { App, Command } from '../app';
import type { ProjectLink } from '../hub/project-links';
import { compareWithPublished } from './support/compare';
import { needsLink, needsSession, needsTrust } from './support/needs';
import { fileUri, listNames } from './support/project-files';
import { saveProjectFiles } from './support/save-project-files';
import { chosenPaths, toUri } from './support/target';
import { tellFailure } from './support/tell-failure';

/** Brings what changed at the hub. Files changed on both sides stay as they are until the person has chosen. */
export const pull: Command = async (app, ...args) => {
  if (!(await needsTrust('Pulling'))) return undefined;
  const link = await needsLink(app, toUri(args[0]));
  if (!link || !(await needsSession(app, link.hub)) || !(await saveProjectFiles(app, link, 'Pull')))
    return undefined;
  const paths = chosenPaths(args);
  try {
    const copy = await app.status.workingCopy(link);
    const title = `Pulling from ${link.project}…`;
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title },
      () => copy.pull({ paths }),
    );
    const kept =
      result.conflicts.length > 0 ? await settle(app, { link, copy, conflicts: result.conflicts }) : [];
    tellPulled(link, result, kept);
    return result;
  } catch (error) {
    const again = () => vscode.commands.executeCommand('prompthub.pull', ...args);
    void tellFailure(app, error, { doing: 'Nothing was pulled', again });
    return undefined;
  } finally {
    await app.status.refresh();
    app.versions.refresh();
  }
};

interface Conflicts {
  readonly link: ProjectLink;
  readonly copy: WorkingCopy;
  readonly conflicts: readonly string[];
}

/**
 * Asks for each file. The answers are collected first: nobody waits for a person while the folder is locked. Answers
 * with the files that stay as they are here.
 */
async function settle(app: App, { link, copy, conflicts }: Conflicts): Promise<string[]> {
  const answers = new Map<string, Resolution>();
  for (const path of conflicts) {
    const answer = await ask(path);
    if (answer === undefined) break;
    if (answer === 'compare') {
      await compareWithPublished(app, link, fileUri(link, path));
      continue;
    }
    answers.set(path, answer);
  }
  if (answers.size === 0) return [];
  const resolve = ({ path }: { path: string }): Promise<Resolution> =>
    Promise.resolve(answers.get(path) ?? 'skip');
  await copy.pull({ paths: [...answers.keys()], resolve });
  return [...answers].filter(([, answer]) => answer === 'mine').map(([path]) => path);
}

async function ask(path: string): Promise<'mine' | 'theirs' | 'compare' | undefined> {
  const items = [
    {
      label: '$(diff) Compare',
      description: 'decide later, with both versions side by side',
      value: 'compare' as const,
    },
    {
      label: '$(person) Keep Mine',
      description: 'stays as a change that you can publish on top',
      value: 'mine' as const,
    },
    {
      label: '$(cloud) Take Theirs',
      description: 'your change to this file is lost',
      value: 'theirs' as const,
    },
  ];
  const options = {
    title: `${path} was changed here and on the hub`,
    placeHolder: 'What shall stay?',
    ignoreFocusOut: true,
  };
  const value = (await vscode.window.showQuickPick(items, options))?.value;
  if (value !== 'theirs') return value;
  const take = 'Take Theirs';
  const detail = 'Your change to this file is replaced by what is on the hub. This cannot be undone here.';
  const sure = await vscode.window.showWarningMessage(`Replace ${path}?`, { modal: true, detail }, take);
  return sure === take ? 'theirs' : 'compare';
}

function tellPulled(
  link: ProjectLink,
  { written, deleted, conflicts, refused, notText }: PullResult,
  kept: readonly string[],
): void {
  const changed = written.length + deleted.length;
  const parts = [
    changed > 0 ? `Pulled ${listNames([...written, ...deleted])} from ${link.project}.` : '',
    kept.length > 0 ? `Kept ${listNames(kept)} as it is here; Publish puts it on top.` : '',
    refused.length > 0 ? `Not written, because such paths are not allowed here: ${listNames(refused)}.` : '',
    notText.length > 0 ? `Left alone, because they are no text: ${listNames(notText)}.` : '',
  ].filter(Boolean);
  if (parts.length > 0) void vscode.window.showInformationMessage(parts.join(' '));
  else if (conflicts.length === 0)
    void vscode.window.showInformationMessage(`Already up to date with ${link.project}.`);
}
