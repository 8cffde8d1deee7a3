import * as vscode from 'vscode';
import type { SwitchRefusedError, SwitchResult } from '@prompthub/client/node';
import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';
import { listNames } from './project-files';
import { saveProjectFiles } from './save-project-files';
import { tellFailure } from './tell-failure';

/**
 * Makes the files of the folder those of a branch; with `create`, of a new one that begins where the folder is. What was changed and not
 * published comes along. Undefined, after saying why, when nothing was done.
 */
export async function goToBranch(
  app: App,
  link: ProjectLink,
  { branch, create = false }: { branch: string; create?: boolean },
): Promise<SwitchResult | undefined> {
  if (!(await saveProjectFiles(app, link, 'Switch'))) return undefined;
  try {
    const copy = await app.status.workingCopy(link);
    const title = `Switching to ${branch}…`;
    const result = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title },
      () => copy.switchTo(branch, { create }),
    );
    tellSwitched(result);
    return result;
  } catch (error) {
    if (isRefused(error)) void explainRefused(error);
    else void tellFailure(app, error, { doing: `The folder is still on ${link.branch}` });
    return undefined;
  } finally {
    await app.links.reload();
    await app.status.refresh();
    app.versions.refresh();
  }
}

function isRefused(error: unknown): error is SwitchRefusedError {
  return error instanceof Error && error.name === 'SwitchRefusedError';
}

async function explainRefused({ branch, paths }: SwitchRefusedError): Promise<void> {
  const show = 'Show Changes';
  const text = `Nothing was touched: ${listNames(paths)} changed here, and differs on ${branch}. Publish or discard that first.`;
  if ((await vscode.window.showWarningMessage(text, show)) === show)
    await vscode.commands.executeCommand('workbench.view.scm');
}

/** The branch shows in the status bar; said is what a person might not expect. */
function tellSwitched({ branch, created, carried, conflicts, refused, notText }: SwitchResult): void {
  const parts = [
    carried.length > 0 && `What was changed in ${listNames(carried)} came along.`,
    conflicts.length > 0 && `Changed meanwhile, so left alone: ${listNames(conflicts)}.`,
    refused.length > 0 && `Not written, because such paths are not allowed here: ${listNames(refused)}.`,
    notText.length > 0 && `Left alone, because they are no text: ${listNames(notText)}.`,
  ].filter(Boolean);
  if (parts.length === 0 && !created) return;
  const done = created ? `Made the branch ${branch}; the folder is on it now.` : `On ${branch} now.`;
  void vscode.window.showInformationMessage([done, ...parts].join(' '));
}
