import * as vscode from 'vscode';
import type { App } from '../../app';
import { needsLink, needsSession } from './needs';

/**
 * The hub runs what was published: the file must belong to a linked project, be there already, and somebody be signed
 * in. Answers whether it was changed here since; undefined, after saying what to do, when the hub cannot run it.
 */
export async function needsPublished(app: App, uri: vscode.Uri): Promise<{ changed: boolean } | undefined> {
  const link = await needsLink(app, uri);
  if (!link || !(await needsSession(app, link.hub))) return undefined;
  const name = uri.path.split('/').at(-1) ?? uri.path;
  const path = app.links.projectPath(uri);
  if (path === undefined) {
    void vscode.window.showInformationMessage(
      `The hub runs prompts of ${link.project}; ${name} is not in its folder.`,
    );
    return undefined;
  }
  const state = app.status.snapshot.files.find((file) => file.path === path)?.state;
  if (state === 'new') {
    const publish = 'Publish…';
    const text = `The hub runs published versions, and ${name} has none yet. Publish it first.`;
    if ((await vscode.window.showInformationMessage(text, publish)) === publish)
      await vscode.commands.executeCommand('prompthub.publish', uri);
    return undefined;
  }
  const { textDocuments } = vscode.workspace;
  const unsaved = textDocuments.some((one) => one.isDirty && one.uri.toString() === uri.toString());
  return { changed: unsaved || state === 'modified' || state === 'conflict' };
}
