import * as vscode from 'vscode';
import type { TestRun, TestRunStatus } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import type { ProjectLink } from '../hub/project-links';
import { retryItem } from '../hub/retry-item';
import type { ProjectStatus } from '../prompts/project-status';
import { isOpen, testedVersion, testRunDetails, testRunSummary } from './hub-test-text';

/** A row of the Test Runs view, which its context menu hands to commands. */
export interface TestRunRow {
  readonly kind: 'test-run';
  readonly link: ProjectLink;
  readonly run: TestRun;
}
interface OtherRow {
  readonly kind: 'more' | 'retry';
  readonly hub: string;
  readonly problem?: string;
}
type Row = TestRunRow | OtherRow;

const PAGE = 50;

/** Runs of tests that the hub made, or was told of, newest first. */
export class HubTestsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #status: ProjectStatus;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  /** So many pages are shown. */
  #pages = 1;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor({ accounts, status }: { accounts: Accounts; status: ProjectStatus }) {
    this.#accounts = accounts;
    this.#status = status;
    this.#disposables = [
      this.#changed,
      vscode.window.createTreeView('prompthub.testRuns', { treeDataProvider: this }),
      status.onDidChange(() => this.refresh()),
    ];
  }

  /** The view asks the hub again when it is visible. */
  refresh(): void {
    this.#changed.fire();
  }

  loadMore(): void {
    this.#pages++;
    this.#changed.fire();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const { link, account } = this.#status.snapshot;
    if (row || !link || !account) return [];
    const { hub } = link;
    try {
      const { testRuns } = (await this.#accounts.client(hub)).project(link.project);
      const rows: Row[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < this.#pages && (page === 0 || cursor !== undefined); page++) {
        const { items, nextCursor } = await testRuns.list({ limit: PAGE, cursor });
        rows.push(...items.map((run) => ({ kind: 'test-run' as const, link, run })));
        cursor = nextCursor;
      }
      return cursor === undefined ? rows : [...rows, { kind: 'more', hub }];
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ kind: 'retry', hub, problem }];
    }
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (row.kind === 'test-run') return testRunItem(row);
    if (row.kind === 'retry') return retryItem(row.hub, row.problem ?? '');
    const item = new vscode.TreeItem('Load more…');
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.command = { command: 'prompthub.loadMoreTestRuns', title: 'Load More Test Runs' };
    return item;
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }
}

const ICONS: Readonly<Record<TestRunStatus, vscode.ThemeIcon>> = {
  queued: new vscode.ThemeIcon('clock'),
  running: new vscode.ThemeIcon('loading~spin'),
  passed: new vscode.ThemeIcon('pass', new vscode.ThemeColor('testing.iconPassed')),
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('testing.iconFailed')),
  cancelled: new vscode.ThemeIcon('circle-slash'),
};

function testRunItem(row: TestRunRow): vscode.TreeItem {
  const { run } = row;
  const item = new vscode.TreeItem(testedVersion(run));
  item.id = run.id;
  item.description = testRunSummary(run, Date.now());
  item.iconPath = ICONS[run.status];
  item.contextValue = `test-run.${isOpen(run) ? 'open' : 'ended'}`;
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  const lines = [new Date(run.createdAt).toLocaleString(), item.description, ...testRunDetails(run)];
  item.tooltip = new vscode.MarkdownString().appendText(lines.join('\n\n'));
  item.command = { command: 'prompthub.openTestResults', title: 'Open Results', arguments: [row] };
  return item;
}
