import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { TestRun, TestRunStatus } from '@prompthub/protocol';
import type { ProjectLink } from '../hub/project-links';
import { ProjectTree, type ProjectTreeWorld } from '../hub/project-tree';
import { isOpen, testedVersion, testRunDetails, testRunSummary } from './hub-test-text';

/** A row of the Test Runs view, which its context menu hands to commands. */
export interface TestRunRow {
  readonly kind: 'test-run';
  readonly link: ProjectLink;
  readonly run: TestRun;
}
interface MoreRow {
  readonly kind: 'more';
}
type Row = TestRunRow | MoreRow;

const PAGE = 50;

/** Runs of tests that the hub made, or was told of, newest first. */
export class HubTestsView extends ProjectTree<Row> {
  /** So many pages are shown. */
  #pages = 1;

  constructor(world: ProjectTreeWorld) {
    super('prompthub.testRuns', world);
  }

  loadMore(): void {
    this.#pages++;
    this.refresh();
  }

  protected override async load({ testRuns }: ProjectClient, link: ProjectLink): Promise<Row[]> {
    const rows: Row[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < this.#pages && (page === 0 || cursor !== undefined); page++) {
      const { items, nextCursor } = await testRuns.list({ limit: PAGE, cursor });
      rows.push(...items.map((run) => ({ kind: 'test-run' as const, link, run })));
      cursor = nextCursor;
    }
    return cursor === undefined ? rows : [...rows, { kind: 'more' }];
  }

  protected override item(row: Row): vscode.TreeItem {
    return row.kind === 'more' ? moreItem() : testRunItem(row);
  }
}

function moreItem(): vscode.TreeItem {
  const item = new vscode.TreeItem('Load more…');
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: 'prompthub.loadMoreTestRuns', title: 'Load More Test Runs' };
  return item;
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
