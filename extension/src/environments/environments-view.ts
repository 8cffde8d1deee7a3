import * as vscode from 'vscode';
import type { Environment, EnvironmentPointer } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import type { ProjectLink } from '../hub/project-links';
import { retryItem } from '../hub/retry-item';
import type { ProjectStatus } from '../prompts/project-status';
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
interface RetryRow {
  readonly kind: 'retry';
  readonly hub: string;
  readonly problem: string;
}
type Row = ReleaseRow | RetryRow;

/** What runs where in the linked project, in the order of promotion. */
export class EnvironmentsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #status: ProjectStatus;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor({ accounts, status }: { accounts: Accounts; status: ProjectStatus }) {
    this.#accounts = accounts;
    this.#status = status;
    this.#disposables = [
      this.#changed,
      vscode.window.createTreeView('prompthub.environments', { treeDataProvider: this }),
      status.onDidChange(() => this.refresh()),
    ];
  }

  /** The view asks the hub again when it is visible. */
  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row) return row.kind === 'release' && row.path === undefined ? promptRows(row) : [];
    const { link, account } = this.#status.snapshot;
    if (!link || !account) return [];
    try {
      const client = await this.#accounts.client(link.hub);
      return releaseRows(link, await client.project(link.project).releases.environments());
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ kind: 'retry', hub: link.hub, problem }];
    }
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return row.kind === 'retry' ? retryItem(row.hub, row.problem) : releaseItem(row);
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
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
