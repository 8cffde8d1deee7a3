import * as vscode from 'vscode';
import type { ProjectStatus } from '../prompts/project-status';
import { parseWebviewMessage, webviewPage } from '../runs/webview-page';
import { filterText, isEmptyFilter } from './history-filter';
import { HISTORY_BODY, noticeOf, PAGE_COMMANDS, pageRow, restText, type PageRow } from './history-page';
import type { HistoryStore } from './history-store';

/** The history of the linked project as a graph: what was merged, by whom, and what points where. */
export class HistoryView implements vscode.WebviewViewProvider, vscode.Disposable {
  readonly #context: vscode.ExtensionContext;
  readonly #store: HistoryStore;
  readonly #disposables: vscode.Disposable[];
  #view: vscode.WebviewView | undefined;
  #selected: readonly string[] = [];
  /** Rows that the page has, and of which model. */
  #sent: { model: unknown; rows: number } = { model: undefined, rows: 0 };
  #isLoading = false;

  constructor({
    context,
    status,
    store,
  }: {
    context: vscode.ExtensionContext;
    status: ProjectStatus;
    store: HistoryStore;
  }) {
    this.#context = context;
    this.#store = store;
    this.#disposables = [
      vscode.window.registerWebviewViewProvider('prompthub.history', this),
      store.onDidChange(() => this.#present()),
      status.onDidChange(() => this.#refresh()),
    ];
  }

  /** Ids of the versions that are selected, in the order of the rows. */
  get selected(): readonly string[] {
    return this.#selected;
  }

  async reveal(): Promise<void> {
    await vscode.commands.executeCommand('prompthub.history.focus');
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { extensionUri } = this.#context;
    const { webview } = view;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'media')],
    };
    this.#view = view;
    view.onDidDispose(() => (this.#view = undefined));
    view.onDidChangeVisibility(() => this.#refresh());
    webview.onDidReceiveMessage((message: unknown) => void this.receive(message));
    webview.html = webviewPage(webview, extensionUri, {
      title: 'History',
      media: 'history',
      body: HISTORY_BODY,
    });
  }

  /** What the page says: `value` is an id, or ids between blanks, or a command. */
  async receive(raw: unknown): Promise<void> {
    const { type, value = '' } = parseWebviewMessage(raw) ?? {};
    switch (type) {
      case 'ready':
        this.#sent = { model: undefined, rows: 0 };
        this.#present();
        await this.#store.refresh();
        break;
      case 'more':
        await this.#loadMore();
        break;
      case 'select':
        this.#selected = value.split(' ').filter(Boolean);
        break;
      case 'open':
        await vscode.commands.executeCommand('prompthub.openCommit', {
          commit: value,
          path: this.#store.filter.path,
        });
        break;
      case 'copy':
        await vscode.commands.executeCommand('prompthub.copyCommitId', { commit: value });
        break;
      case 'command':
        if (PAGE_COMMANDS.includes(value)) await vscode.commands.executeCommand(value);
        break;
    }
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  /** The hub is asked only while somebody looks. */
  #refresh(): void {
    if (this.#view?.visible) void this.#store.refresh();
  }

  async #loadMore(): Promise<void> {
    if (this.#isLoading) return;
    this.#isLoading = true;
    try {
      await this.#store.loadMore();
    } finally {
      this.#isLoading = false;
    }
  }

  /** Gives the page what it does not have yet. */
  #present(): void {
    const view = this.#view;
    if (!view) return;
    const { state } = this.#store;
    const model = state.kind === 'shown' ? state.model : undefined;
    const isMore = model !== undefined && this.#sent.model === model;
    const rows = model?.rows ?? [];
    const now = Date.now();
    const added = rows.slice(isMore ? this.#sent.rows : 0).map((row): PageRow => pageRow(row, now));
    this.#sent = { model, rows: rows.length };
    const notice = noticeOf(state);
    const rest = model && restText(model);
    const isFiltered = !isEmptyFilter(this.#store.filter);
    void view.webview.postMessage({ type: 'history', isMore, isFiltered, rows: added, rest, notice });
    view.description = this.#description();
  }

  /** `main · by Ann`, so that nobody takes a part for the whole. */
  #description(): string | undefined {
    const { state, filter } = this.#store;
    if (state.kind !== 'shown') return undefined;
    const { scope } = state.model.question;
    return [scope === 'all' ? 'all branches' : scope.branch, filterText(filter)].filter(Boolean).join(' · ');
  }
}
