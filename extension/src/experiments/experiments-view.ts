import * as vscode from 'vscode';
import type { Experiment, ExperimentState } from '@prompthub/protocol';
import type { Accounts } from '../auth/accounts';
import { allItems } from '../commands/support/all-items';
import type { ProjectLink } from '../hub/project-links';
import { retryItem } from '../hub/retry-item';
import type { ProjectStatus } from '../prompts/project-status';
import { experimentSummary, inOrder, stepsOf } from './experiment-text';

/** A row of the Experiments view, which its context menu hands to commands. */
export interface ExperimentRow {
  readonly kind: 'experiment';
  readonly link: ProjectLink;
  readonly experiment: Experiment;
}
interface RetryRow {
  readonly kind: 'retry';
  readonly hub: string;
  readonly problem: string;
}
type Row = ExperimentRow | RetryRow;

/** The experiments of the linked project: what runs first, then drafts, then what has ended. */
export class ExperimentsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
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
      vscode.window.createTreeView('prompthub.experiments', { treeDataProvider: this }),
      status.onDidChange(() => this.refresh()),
    ];
  }

  /** The view asks the hub again when it is visible. */
  refresh(): void {
    this.#changed.fire();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const { link, account } = this.#status.snapshot;
    if (row || !link || !account) return [];
    try {
      const { experiments } = (await this.#accounts.client(link.hub)).project(link.project);
      const all = await allItems((cursor) => experiments.list({ cursor, limit: 200 }));
      return inOrder(all).map((experiment) => ({ kind: 'experiment', link, experiment }));
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      return [{ kind: 'retry', hub: link.hub, problem }];
    }
  }

  getTreeItem(row: Row): vscode.TreeItem {
    return row.kind === 'retry' ? retryItem(row.hub, row.problem) : experimentItem(row);
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }
}

const ICONS: Readonly<Record<ExperimentState, vscode.ThemeIcon>> = {
  draft: new vscode.ThemeIcon('circle-large-outline'),
  running: new vscode.ThemeIcon('beaker', new vscode.ThemeColor('charts.green')),
  stopped: new vscode.ThemeIcon('debug-stop'),
  promoted: new vscode.ThemeIcon('arrow-up'),
  'rolled-back': new vscode.ThemeIcon('discard'),
};

function experimentItem(row: ExperimentRow): vscode.TreeItem {
  const { id, name, state, hypothesis } = row.experiment;
  const item = new vscode.TreeItem(name);
  item.id = id;
  item.description = experimentSummary(row.experiment);
  item.iconPath = ICONS[state];
  item.contextValue = ['experiment', ...stepsOf(row.experiment)].join('.');
  item.accessibilityInformation = { label: `${name}, ${item.description}` };
  item.tooltip = new vscode.MarkdownString()
    .appendMarkdown('**')
    .appendText(name)
    .appendMarkdown('**\n\n')
    .appendText(item.description)
    .appendMarkdown('\n\n')
    .appendText(hypothesis);
  item.command = { command: 'prompthub.openExperiment', title: 'Show Experiment', arguments: [row] };
  return item;
}
