import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Accounts } from '../auth/accounts';
import type { ProjectStatus } from '../prompts/project-status';
import type { ProjectLink } from './project-links';
import { retryItem } from './retry-item';

interface RetryRow {
  readonly kind: 'retry';
  readonly hub: string;
  readonly problem: string;
}

export interface ProjectTreeWorld {
  readonly accounts: Accounts;
  readonly status: ProjectStatus;
}

/** A view of what the hub has of the linked project, while somebody is signed in there. A hub that is away is said, and asked again. */
export abstract class ProjectTree<Row extends object>
  implements vscode.TreeDataProvider<Row | RetryRow>, vscode.Disposable
{
  readonly #accounts: Accounts;
  readonly #status: ProjectStatus;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(view: string, { accounts, status }: ProjectTreeWorld) {
    this.#accounts = accounts;
    this.#status = status;
    this.#disposables = [
      this.#changed,
      vscode.window.createTreeView(view, { treeDataProvider: this }),
      status.onDidChange(() => this.refresh()),
    ];
  }

  /** @throws as the hub's client does */
  protected abstract load(project: ProjectClient, link: ProjectLink): Promise<Row[]>;
  protected abstract item(row: Row): vscode.TreeItem;

  /** What stands below a row. */
  protected below(_row: Row): Row[] {
    return [];
  }

  /** The view asks the hub again when it is visible. */
  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(row?: Row | RetryRow): Promise<(Row | RetryRow)[]> {
    if (row) return isRetry(row) ? [] : this.below(row);
    const { link, account } = this.#status.snapshot;
    if (!link || !account) return [];
    try {
      const client = await this.#accounts.client(link.hub);
      return await this.load(client.project(link.project), link);
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ kind: 'retry', hub: link.hub, problem }];
    }
  }

  getTreeItem(row: Row | RetryRow): vscode.TreeItem {
    return isRetry(row) ? retryItem(row.hub, row.problem) : this.item(row);
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }
}

function isRetry(row: object): row is RetryRow {
  return 'kind' in row && row.kind === 'retry';
}
