import * as vscode from 'vscode';
import type { SwitchRefusedError, SwitchResult } from '@prompthub/client/node';
import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';
import { listNames } from './project-files';
import { saveProjectFiles } from './save-project-files';
import { tellFailure } from './tell-failure';

interface Destination {
  readonly branch: string;
  /** Makes it, where the folder is. */
  readonly create?: boolean;
  /** It was made just now. */
  readonly made?: boolean;
}

/**
 * Makes the files of the folder those of a branch. What was changed and not published comes along. Undefined, after saying why, when not
 * all was done.
 */
export async function goToBranch(
  app: App,
  link: ProjectLink,
  { branch, create = false, made = false }: Destination,
): Promise<SwitchResult | undefined> {
  if (!(await saveProjectFiles(app, link, 'Switch'))) return undefined;
  try {
    const copy = await app.status.workingCopy(link);
    const title = `Switching to ${branch}…`;
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title },
      () => copy.switchTo(branch, { create }).finally(() => app.links.reload()),
    );
    tellSwitched(result);
    return result;
  } catch (error) {
    const now = app.links.all.find(({ file }) => file === link.file)?.branch ?? link.branch;
    const begin = made ? `The branch ${branch} was made. ` : '';
    // The folder is on the branch before its last file is.
    const where =
      now === link.branch
        ? `The folder is still on ${now}`
        : `The folder is on ${now} now, but not all files are as there`;
    if (isRefused(error)) void explainRefused(error, made ? `${begin}No file` : 'Nothing');
    else void tellFailure(app, error, { doing: begin + where });
    return undefined;
  } finally {
    await app.status.refresh();
    app.versions.refresh();
  }
}

function isRefused(error: unknown): error is SwitchRefusedError {
  return error instanceof Error && error.name === 'SwitchRefusedError';
}

async function explainRefused({ branch, paths }: SwitchRefusedError, what: string): Promise<void> {
  const show = 'Show Changes';
  const text = `${what} was touched: ${listNames(paths)} changed here, and differs on ${branch}. Publish or discard that first.`;
  if ((await vscode.window.showWarningMessage(text, show)) === show)
    await vscode.commands.executeCommand('workbench.view.scm');
}

/** The branch shows in the status bar; said is what a person might not expect. */
function tellSwitched({ branch, created, carried, conflicts, refused, notText, lost }: SwitchResult): void {
  const parts = [
    carried.length > 0 && `What was changed in ${listNames(carried)} came along.`,
    conflicts.length > 0 && `Changed meanwhile, so left alone: ${listNames(conflicts)}.`,
    refused.length > 0 && `Not written, because such paths are not allowed here: ${listNames(refused)}.`,
    notText.length > 0 && `Left alone, because they are no text: ${listNames(notText)}.`,
    lost.length > 0 &&
      `What a commit that waits says of ${listNames(lost)} is missing or damaged here, so this is as the hub has it. Take the commit back, to give it up.`,
  ].filter(Boolean);
  if (parts.length === 0 && !created) return;
  const done = created ? `Made the branch ${branch}; the folder is on it now.` : `On ${branch} now.`;
  void vscode.window.showInformationMessage([done, ...parts].join(' '));
}
