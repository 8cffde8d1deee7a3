import * as vscode from 'vscode';
import type { FileStatus, PublishResult } from '@prompthub/client/node';
import type { App, Command } from '../app';
import type { ProjectLink } from '../hub/project-links';
import { isSourceControl } from '../source-control/project-source-control';
import { compareWithPublished } from './support/compare';
import { needsLink, needsSession, needsTrust } from './support/needs';
import { isConflict, isRejection } from './support/publish-failures';
import { saveProjectFiles } from './support/save-project-files';
import { chosenPaths, toUri } from './support/target';
import { tellFailure } from './support/tell-failure';
import { fileUri, listNames } from './support/project-files';

/**
 * Publishes what changed here, or the chosen files, as one version. The message is what stands in the box of the Source Control view when
 * that is accepted; otherwise it is asked for. It stays in the box until there is such a version.
 */
export const publish: Command = async (app, ...args) => {
  if (!(await needsTrust('Publishing'))) return undefined;
  const link = await needsLink(app, toUri(args[0]));
  if (!link || !(await needsSession(app, link.hub)) || !(await saveProjectFiles(app, link, 'Publish')))
    return undefined;
  try {
    return await publishFrom(app, link, args);
  } catch (error) {
    await explain(app, error, { link, args });
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
): Promise<PublishResult | undefined> {
  const wanted = wantedPaths(app, args);
  const copy = await app.status.workingCopy(link);
  const files = (await copy.status()).filter(({ path }) => !wanted || wanted.includes(path));
  const conflicts = files.filter(({ state }) => state === 'conflict');
  if (conflicts.length > 0 && wanted) {
    await explainConflict(
      app,
      link,
      conflicts.map(({ path }) => path),
    );
    return undefined;
  }
  const changed = files.filter(({ state }) => ['new', 'modified', 'deleted'].includes(state));
  if (changed.length === 0) {
    if (conflicts.length > 0)
      await explainConflict(
        app,
        link,
        conflicts.map(({ path }) => path),
      );
    else
      void vscode.window.showInformationMessage('Nothing to publish: the hub has everything as it is here.');
    return undefined;
  }
  const typed = app.sourceControl.message(link);
  const accepted = isSourceControl(args[0]) && typed.trim() !== '';
  const message = accepted ? typed.trim() : await askForMessage(link, changed, typed);
  if (message === undefined) return undefined;
  app.sourceControl.setMessage(link, message);
  const title = `Publishing to ${link.project}…`;
  const paths = changed.map(({ path }) => path);
  const result = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title },
    () => copy.publish(message, { paths }),
  );
  app.sourceControl.setMessage(link, '');
  app.rejections.clear();
  tellPublished(link, result);
  return result;
}

async function askForMessage(
  link: ProjectLink,
  files: readonly FileStatus[],
  typed: string,
): Promise<string | undefined> {
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  return vscode.window.showInputBox({
    title: `Publish ${count} to ${link.project} (${link.branch})`,
    prompt: listNames(files.map(({ path, state }) => (state === 'deleted' ? `${path} (deleted)` : path))),
    value: typed,
    placeHolder: 'What changed, and why',
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Say in a few words what changed' : undefined),
  });
}

function tellPublished(link: ProjectLink, { commit, paths, rebased }: PublishResult): void {
  if (!commit) return;
  const what = paths.length === 1 ? paths[0] : `${paths.length} files`;
  const newer = rebased ? ' Others had published other files meanwhile; Pull brings them.' : '';
  void vscode.window.showInformationMessage(
    `Published ${what} to ${link.project} as ${commit.id.slice(0, 7)}.${newer}`,
  );
}

async function explain(
  app: App,
  error: unknown,
  { link, args }: { link: ProjectLink; args: readonly unknown[] },
): Promise<void> {
  if (isRejection(error)) {
    app.rejections.show(link.folder, error.diagnostics);
    const files = [...new Set(error.diagnostics.map(({ file }) => file))];
    const problems = 'Show Problems';
    const text = `Nothing was published: the hub found errors in ${listNames(files)}.`;
    if ((await vscode.window.showErrorMessage(text, problems)) === problems) {
      await vscode.commands.executeCommand('workbench.actions.view.problems');
    }
  } else if (isConflict(error)) {
    await explainConflict(app, link, error.paths);
  } else {
    const again = () => vscode.commands.executeCommand('prompthub.publish', ...args);
    void tellFailure(app, error, { doing: 'Nothing was published', again });
  }
}

/** Somebody else published the same files first. Nothing was overwritten, and nothing will be. */
async function explainConflict(app: App, link: ProjectLink, paths: readonly string[]): Promise<void> {
  const [compare, pull] = ['Compare', 'Pull…'];
  const text = `Nothing was published: ${listNames(paths)} changed on the hub too, since it was last pulled here. Compare, then pull and choose what shall stay.`;
  const choice = await vscode.window.showWarningMessage(text, compare, pull);
  const [first] = paths;
  if (choice === compare && first) await compareWithPublished(app, link, fileUri(link, first));
  if (choice === pull) await vscode.commands.executeCommand('prompthub.pull');
}

function wantedPaths({ links }: App, args: readonly unknown[]): string[] | undefined {
  const chosen = chosenPaths(args);
  if (chosen) return chosen;
  const uri = toUri(args[0]);
  const path = uri && links.projectPath(uri);
  return path ? [path] : undefined;
}
