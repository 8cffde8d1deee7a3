import * as vscode from 'vscode';
import type { CommitPage } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import type { ProjectLink, ProjectLinks } from '../hub/project-links';
import type { ProjectStatus } from '../prompts/project-status';
import { retryItem } from '../hub/retry-item';
import { relativeTime } from './relative-time';
import type { VersionAddress } from './version-uri';

type PublishedCommit = CommitPage['items'][number];

/** A row of the Versions view, which its context menu hands to commands. */
export interface VersionRow {
  readonly kind: 'version';
  readonly commit: PublishedCommit;
  /** The file in the workspace. */
  readonly uri: vscode.Uri;
  readonly address: VersionAddress;
  /** The version before; undefined when it is not known or there is none. */
  readonly previous: VersionAddress | undefined;
  readonly newest: boolean;
}
interface MoreRow {
  readonly kind: 'more';
}
interface RetryRow {
  readonly kind: 'retry';
  readonly hub: string;
  readonly problem: string;
}
type Row = VersionRow | MoreRow | RetryRow;

interface Shown {
  readonly link: ProjectLink;
  readonly uri: vscode.Uri;
  readonly path: string;
}

const PAGE = 50;

/** The versions of the prompt that is being edited, newest first. */
export class VersionsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #links: ProjectLinks;
  readonly #status: ProjectStatus;
  readonly #view: vscode.TreeView<Row>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #shown: Shown | undefined;
  #commits: PublishedCommit[] | undefined;
  #cursor: string | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor({
    accounts,
    links,
    status,
  }: {
    accounts: Accounts;
    links: ProjectLinks;
    status: ProjectStatus;
  }) {
    this.#accounts = accounts;
    this.#links = links;
    this.#status = status;
    this.#view = vscode.window.createTreeView('prompthub.versions', { treeDataProvider: this });
    this.#disposables = [
      this.#view,
      this.#changed,
      status.onDidChange(() => this.refresh()),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor?.document.uri)),
    ];
    this.#follow(vscode.window.activeTextEditor?.document.uri);
  }

  /** Forgets what was loaded; the view asks again when it is visible. */
  refresh(): void {
    const uri = this.#shown?.uri ?? vscode.window.activeTextEditor?.document.uri;
    // The folder may be linked to another project or branch by now.
    this.#shown = undefined;
    this.#follow(uri);
    this.#commits = undefined;
    this.#cursor = undefined;
    this.#changed.fire();
  }

  /** Shows the versions of this file and brings the view to the front. */
  async reveal(uri: vscode.Uri): Promise<void> {
    this.#follow(uri);
    await vscode.commands.executeCommand('prompthub.versions.focus');
  }

  async loadMore(): Promise<void> {
    await this.#load();
    this.#changed.fire();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const shown = this.#shown;
    if (row || !shown || !this.#status.snapshot.account) return [];
    try {
      if (!this.#commits) await this.#load();
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ kind: 'retry', hub: shown.link.hub, problem }];
    }
    const commits = this.#commits ?? [];
    const address = ({ id, blob }: PublishedCommit): VersionAddress => ({
      hub: shown.link.hub,
      project: shown.link.project,
      commit: id,
      path: shown.path,
      ...(blob ? {} : { missing: true }),
    });
    const rows = commits.map((commit, index): VersionRow => {
      const before = commits[index + 1];
      return {
        kind: 'version',
        commit,
        uri: shown.uri,
        address: address(commit),
        previous: before && address(before),
        newest: index === 0,
      };
    });
    return this.#cursor ? [...rows, { kind: 'more' }] : rows;
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (row.kind === 'retry') return retryItem(row.hub, row.problem);
    return row.kind === 'more' ? moreItem() : versionItem(row);
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  #follow(uri: vscode.Uri | undefined): void {
    const path = uri && this.#links.projectPath(uri);
    const link = uri && this.#links.linkOf(uri);
    // A panel or an unrelated file in front does not empty the view.
    if (!uri || !path || !link || uri.toString() === this.#shown?.uri.toString()) return;
    this.#shown = { link, uri, path };
    this.#view.description = path.split('/').at(-1);
    void vscode.commands.executeCommand('setContext', 'prompthub.versionsOf', true);
    this.#commits = undefined;
    this.#cursor = undefined;
    this.#changed.fire();
  }

  async #load(): Promise<void> {
    const shown = this.#shown;
    if (!shown) return;
    const client = await this.#accounts.client(shown.link.hub);
    const query = { path: shown.path, ref: shown.link.branch, limit: PAGE, cursor: this.#cursor };
    const page = await client.project(shown.link.project).history(query).catch(emptyWhenUnknown);
    // Another prompt came to the front while the hub was answering.
    if (this.#shown !== shown) return;
    this.#commits = [...(this.#commits ?? []), ...page.items];
    this.#cursor = page.nextCursor;
  }
}

/** A branch or a path that the hub has never seen has no versions; that is not a failure. */
function emptyWhenUnknown(error: unknown): CommitPage {
  if (error instanceof Error && 'status' in error && error.status === 404) return { items: [] };
  throw error;
}

function versionItem({ commit, uri, address, previous, newest }: VersionRow): vscode.TreeItem {
  const [title = '', ...rest] = commit.message.split('\n');
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.None);
  item.id = commit.id;
  item.description = `${commit.author.name} · ${relativeTime(commit.createdAt, Date.now())}`;
  item.iconPath = new vscode.ThemeIcon(newest ? 'tag' : 'git-commit');
  item.contextValue = `version${newest ? '.newest' : ''}${address.missing ? '.missing' : ''}`;
  item.tooltip = new vscode.MarkdownString()
    .appendMarkdown('**')
    .appendText(title)
    .appendMarkdown('**\n\n')
    .appendText(rest.join('\n').trim())
    .appendMarkdown('\n\n')
    .appendText(`${commit.author.name}, ${new Date(commit.createdAt).toLocaleString()}`)
    .appendMarkdown(`\n\n\`${commit.id.slice(0, 10)}\``);
  item.command = {
    command: previous ? 'prompthub.diffVersionWithPrevious' : 'prompthub.openVersion',
    title: 'Open',
    arguments: [{ kind: 'version', commit, uri, address, previous, newest }],
  };
  return item;
}

function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('Load more…', vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'prompthub.loadMoreVersions', title: 'Load More Versions' };
  return item;
}
