import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ProjectLink } from '../../hub/project-links';

const SHOWN = 5;

/** Where a path of the project lies in this workspace. */
export function fileUri(link: ProjectLink, projectPath: string): vscode.Uri {
  return vscode.Uri.file(path.join(link.folder, ...projectPath.split('/')));
}

/** The first names, and how many more there are. */
export function listNames(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ');
}
