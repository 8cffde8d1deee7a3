import * as vscode from 'vscode';
import { retryItem } from '../hub/retry-item';
import type { ProjectStatus } from '../prompts/project-status';
import type { RunRecord } from '../runs/run-record';
import { RunHistory, type RunHistoryOptions } from './run-history';
import { runItem } from './run-item';
import { isEmptyRunFilter, runFilterText, type RunFilter, type RunRow } from './run-rows';

interface OtherRow {
  readonly kind: 'more' | 'retry';
  readonly hub?: string;
  readonly problem?: string;
}
type Row = RunRow | OtherRow;

/** The runs of the prompt that is being edited, newest first. */
export class RunsView implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #options: RunHistoryOptions;
  readonly #view: vscode.TreeView<Row>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[];
  #uri: vscode.Uri | undefined;
  #filter: RunFilter = {};
  #history: RunHistory | undefined;

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(options: RunHistoryOptions & { readonly status: ProjectStatus }) {
    this.#options = options;
    this.#view = vscode.window.createTreeView('prompthub.runs', {
      treeDataProvider: this,
      canSelectMany: true,
    });
    this.#disposables = [
      ...[this.#view, this.#changed],
      options.status.onDidChange(() => this.refresh()),
      options.runner.onDidChange((change) => {
        if (change.type === 'changed' && change.run.uri === this.#uri?.toString()) this.#changed.fire();
      }),
      vscode.window.onDidChangeActiveTextEditor((editor) => this.#follow(editor?.document)),
    ];
    this.#follow(vscode.window.activeTextEditor?.document);
  }

  get uri(): vscode.Uri | undefined {
    return this.#uri;
  }

  get filter(): RunFilter {
    return this.#filter;
  }

  get selection(): RunRow[] {
    return this.#view.selection.filter(isRunRow);
  }

  /** All that are shown, for those who choose among them. */
  async rows(): Promise<RunRow[]> {
    return (await this.#history?.rows())?.rows ?? [];
  }

  /** With what was asked and answered, where that was kept. Throws as the hub's client does. */
  async runOf(row: RunRow): Promise<RunRecord> {
    if (row.kind === 'run') return row.run;
    return new RunHistory(this.#options, vscode.Uri.parse(row.uri), {}).runOf(row);
  }

  /** Asks for everything anew. */
  refresh(): void {
    this.#history = this.#uri && new RunHistory(this.#options, this.#uri, this.#filter);
    this.#changed.fire();
  }

  show(filter: RunFilter): void {
    this.#filter = filter;
    void vscode.commands.executeCommand('setContext', 'prompthub.runsFiltered', !isEmptyRunFilter(filter));
    this.#describe();
    this.refresh();
  }

  async reveal(uri?: vscode.Uri): Promise<void> {
    if (uri) this.#showPrompt(uri);
    await vscode.commands.executeCommand('prompthub.runs.focus');
  }

  async loadMore(): Promise<void> {
    await this.#history?.loadMore();
    this.#changed.fire();
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row || !this.#history) return [];
    const { rows, more, hub, problem } = await this.#history.rows();
    return [
      ...rows,
      ...(more ? [{ kind: 'more' as const }] : []),
      ...(problem === undefined ? [] : [{ kind: 'retry' as const, hub, problem }]),
    ];
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (isRunRow(row)) return runItem(row, Date.now());
    if (row.kind === 'retry') return retryItem(row.hub ?? '', row.problem ?? '');
    const item = new vscode.TreeItem('Load more…', vscode.TreeItemCollapsibleState.None);
    item.iconPath = new vscode.ThemeIcon('ellipsis');
    item.command = { command: 'prompthub.loadMoreRuns', title: 'Load More Runs' };
    return item;
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  /** A panel or an unrelated file in front does not empty the view. */
  #follow(document: vscode.TextDocument | undefined): void {
    if (document?.languageId === 'dotprompt' && document.uri.scheme === 'file')
      this.#showPrompt(document.uri);
  }

  #showPrompt(uri: vscode.Uri): void {
    if (uri.toString() === this.#uri?.toString()) return;
    this.#uri = uri;
    void vscode.commands.executeCommand('setContext', 'prompthub.runsOf', true);
    this.#describe();
    this.refresh();
  }

  #describe(): void {
    const name = this.#uri?.path.split('/').at(-1);
    this.#view.description = [name, runFilterText(this.#filter)].filter(Boolean).join(' · ');
  }
}

function isRunRow(row: Row): row is RunRow {
  return row.kind === 'run' || row.kind === 'execution';
}
