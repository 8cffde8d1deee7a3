import * as vscode from 'vscode';
import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';
import { compareWithPublished } from './compare';
import { fileUri, listNames } from './project-files';
import { isConflict, isRejection } from './publish-failures';
import { tellFailure, type FailureContext } from './tell-failure';

interface Refusal extends FailureContext {
  readonly link: ProjectLink;
}

/** Says why the hub did not take what it was sent, and offers what can be done. */
export async function explainRefusal(app: App, error: unknown, refusal: Refusal): Promise<void> {
  const { link, ...failure } = refusal;
  if (isConflict(error)) return explainConflict(app, error.paths, refusal);
  if (!isRejection(error)) {
    void tellFailure(app, error, failure);
    return;
  }
  app.rejections.show(link.folder, error.diagnostics);
  const files = [...new Set(error.diagnostics.map(({ file }) => file))];
  const problems = 'Show Problems';
  const text = `${failure.doing}: the hub found errors in ${listNames(files)}.`;
  if ((await vscode.window.showErrorMessage(text, problems)) === problems)
    await vscode.commands.executeCommand('workbench.actions.view.problems');
}

/** Somebody else published the same files first. Nothing was overwritten, and nothing will be. */
export async function explainConflict(
  app: App,
  paths: readonly string[],
  { link, doing }: Refusal,
): Promise<void> {
  const [compare, pull] = ['Compare', 'Pull…'];
  const text = `${doing}: ${listNames(paths)} changed on the hub too, since it was last pulled here. Compare, then pull and choose what shall stay.`;
  const choice = await vscode.window.showWarningMessage(text, compare, pull);
  const [first] = paths;
  if (choice === compare && first) await compareWithPublished(app, link, fileUri(link, first));
  if (choice === pull) await vscode.commands.executeCommand('prompthub.pull');
}
