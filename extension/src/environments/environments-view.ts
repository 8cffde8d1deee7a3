import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Environment, EnvironmentPointer } from '@prompthub/protocol';
import type { ProjectLink } from '../hub/project-links';
import { ProjectTree, type ProjectTreeWorld } from '../hub/project-tree';
import { pointerText, promptName } from './environment-text';

/** A row of the Environments view, which its context menu hands to commands: the project or one prompt somewhere. */
export interface ReleaseRow {
  readonly kind: 'release';
  readonly link: ProjectLink;
  readonly environment: Environment;
  /** A prompt with a version of its own there; undefined for the whole project. */
  readonly path: string | undefined;
  /** The environment stands last in the order of promotion. */
  readonly last: boolean;
}

/** What runs where in the linked project, in the order of promotion. */
export class EnvironmentsView extends ProjectTree<ReleaseRow> {
  constructor(world: ProjectTreeWorld) {
    super('prompthub.environments', world);
  }

  protected override async load({ releases }: ProjectClient, link: ProjectLink): Promise<ReleaseRow[]> {
    return releaseRows(link, await releases.environments());
  }

  protected override item(row: ReleaseRow): vscode.TreeItem {
    return releaseItem(row);
  }

  protected override below(row: ReleaseRow): ReleaseRow[] {
    return row.path === undefined ? promptRows(row) : [];
  }
}

export function releaseRows(link: ProjectLink, environments: readonly Environment[]): ReleaseRow[] {
  const last = environments.at(-1);
  return environments.map((environment) => ({
    ...{ kind: 'release', link, environment, path: undefined, last: environment === last },
  }));
}

/** What the project or the prompt runs there; undefined for nothing. A prompt may follow the project. */
export function pointerOf({ environment, path }: ReleaseRow): EnvironmentPointer | undefined {
  return path === undefined
    ? environment.project
    : environment.prompts.find((pointer) => pointer.path === path);
}

function promptRows(row: ReleaseRow): ReleaseRow[] {
  return row.environment.prompts.map(({ path }) => ({ ...row, path }));
}

function releaseItem(row: ReleaseRow): vscode.TreeItem {
  const { environment, path, last } = row;
  const pointer = pointerOf(row);
  const label = path === undefined ? environment.name : promptName(path);
  const opens = path === undefined && environment.prompts.length > 0;
  const { Expanded, None } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(label, opens ? Expanded : None);
  const guard = environment.protected && path === undefined ? 'protected' : undefined;
  item.id = `${environment.name} ${path ?? ''}`;
  item.description = pointer ? pointerText(pointer, Date.now()) : 'nothing deployed';
  item.iconPath = new vscode.ThemeIcon(
    path === undefined ? (guard ? 'shield' : 'server-environment') : 'pinned',
  );
  item.contextValue = ['release', pointer && 'deployed', last && 'last'].filter(Boolean).join('.');
  item.accessibilityInformation = {
    label: [label, guard, item.description].filter((part) => part !== undefined).join(', '),
  };
  item.tooltip = tooltip(row, pointer);
  return item;
}

function tooltip(
  { environment, path }: ReleaseRow,
  pointer: EnvironmentPointer | undefined,
): vscode.MarkdownString {
  const text = new vscode.MarkdownString()
    .appendMarkdown('**')
    .appendText(path ?? environment.name)
    .appendMarkdown('**');
  if (path !== undefined) text.appendText(' has a version of its own here, whatever the project runs.');
  else if (environment.protected) text.appendText(' is protected: owners and admins deploy here.');
  if (!pointer) return text.appendMarkdown('\n\n').appendText('Nothing is deployed here.');
  return text
    .appendMarkdown('\n\n')
    .appendText(pointer.why)
    .appendMarkdown('\n\n')
    .appendText(`${pointer.by.name}, ${new Date(pointer.at).toLocaleString()}`)
    .appendMarkdown(`\n\n\`${pointer.commit.slice(0, 10)}\``);
}
