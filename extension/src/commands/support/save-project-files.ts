import * as vscode from 'vscode';
import type { App } from '../../app';
import type { ProjectLink } from '../../hub/project-links';

/** Files on disk are what is published and pulled over, so unsaved ones are saved first, after asking. */
export async function saveProjectFiles({ links }: App, link: ProjectLink, verb: string): Promise<boolean> {
  const unsaved = vscode.workspace.textDocuments.filter(
    // Links are read anew whenever the folder's state is written, so that this may be an earlier one.
    ({ isDirty, uri }) => isDirty && links.linkOf(uri)?.file === link.file,
  );
  if (unsaved.length === 0) return true;
  const names = unsaved.map(({ uri }) => uri.path.split('/').at(-1)).join(', ');
  const save = `Save and ${verb}`;
  const text =
    unsaved.length === 1
      ? `${names} has unsaved changes.`
      : `${unsaved.length} files have unsaved changes: ${names}.`;
  if ((await vscode.window.showWarningMessage(text, { modal: true }, save)) !== save) return false;
  const saved = await Promise.all(unsaved.map((document) => document.save()));
  return saved.every(Boolean);
}
