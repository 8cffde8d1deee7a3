import * as vscode from 'vscode';
import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';
import { versionUri } from '../../versions/version-content';
import { publishedVersion } from './published-version';

/** Shows the newest published version on the left and the file as it is here on the right. */
export async function compareWithPublished(app: App, link: ProjectLink, uri: vscode.Uri): Promise<void> {
  const path = app.links.projectPath(uri);
  if (!path) return;
  const name = path.split('/').at(-1) ?? path;
  const version = await publishedVersion(app, link, path);
  if (!version) {
    void vscode.window.showInformationMessage(`${name} has not been published yet.`);
    return;
  }
  const here = (await exists(uri)) ? uri : versionUri({ ...version, missing: true });
  await vscode.commands.executeCommand(
    'vscode.diff',
    versionUri(version),
    here,
    `${name} (published ↔ working copy)`,
  );
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
