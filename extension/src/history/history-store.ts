import * as vscode from 'vscode';
import type { ProjectClient } from '@prompthub/client';
import type { Accounts } from '../auth/accounts';
import type { ProjectLink } from '../hub/project-links';
import type { ProjectStatus } from '../prompts/project-status';
import { isEmptyFilter, type HistoryFilter } from './history-filter';
import { HistoryModel, type HistoryScope } from './history-model';
import { fingerprint, loadRefs } from './history-refs';

/** A history that was loaded, as far as it was. */
export interface ShownHistory {
  readonly kind: 'shown';
  readonly link: ProjectLink;
  readonly project: ProjectClient;
  readonly model: HistoryModel;
  /** Why the hub could not be asked again; what is shown is what was last seen. */
  readonly problem?: string;
}

export type HistoryState =
  | { readonly kind: 'unlinked' | 'signed-out' | 'loading' }
  | { readonly kind: 'failed'; readonly hub: string; readonly problem: string }
  | ShownHistory;

/** Rows that are loaded again after something was published while somebody reads further down. */
const KEPT_ROWS = 1000;

/** Asks the hub for the history of the linked project, and keeps what it answered. */
export class HistoryStore implements vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #status: ProjectStatus;
  readonly #changed = new vscode.EventEmitter<void>();
  #state: HistoryState = { kind: 'loading' };
  #filter: HistoryFilter = {};
  #scope: HistoryScope | undefined;
  /** What the filter and the scope were chosen for. */
  #chosenFor: string | undefined;
  /** Answers to earlier questions are dropped. */
  #turn = 0;
  #latest: Promise<void> = Promise.resolve();

  /** Everything may be different, or there is more of the same model. */
  readonly onDidChange = this.#changed.event;

  constructor(accounts: Accounts, status: ProjectStatus) {
    this.#accounts = accounts;
    this.#status = status;
  }

  get state(): HistoryState {
    return this.#state;
  }

  get filter(): HistoryFilter {
    return this.#filter;
  }

  /** The branch that is shown: the linked one, until another is chosen. */
  scopeOf(link: ProjectLink): HistoryScope {
    return this.#scope ?? { branch: link.branch };
  }

  /** Shows something else of the project. */
  async show({
    filter = this.#filter,
    scope = this.#scope,
  }: {
    filter?: HistoryFilter;
    scope?: HistoryScope;
  }): Promise<void> {
    [this.#filter, this.#scope] = [filter, scope];
    void vscode.commands.executeCommand('setContext', 'prompthub.historyFiltered', !isEmptyFilter(filter));
    this.#become({ kind: 'loading' });
    await this.refresh();
  }

  /** Asks what points where; the history is read again only where something moved. Waits for a later look, too. */
  async refresh(): Promise<void> {
    const look = this.#look();
    this.#latest = look;
    await look;
    if (this.#latest !== look) await this.#latest;
  }

  /** Adds older versions; that they could not be loaded is then said below what is shown. */
  async loadMore(): Promise<void> {
    const before = this.#state;
    if (before.kind !== 'shown') return;
    const { model } = before;
    const problem = await model.loadMore().then(() => undefined, messageOf);
    const state = this.#state;
    if (state.kind === 'shown' && state.model === model) this.#become({ ...state, problem });
  }

  dispose(): void {
    this.#turn++;
    this.#changed.dispose();
  }

  async #look(): Promise<void> {
    const turn = ++this.#turn;
    const { link, account } = this.#status.snapshot;
    if (!link || !account) return this.#become({ kind: link ? 'signed-out' : 'unlinked' });
    this.#forgetChoicesOfOthers(link);
    const before = this.#state.kind === 'shown' ? this.#state : undefined;
    if (!before) this.#become({ kind: 'loading' });
    const next = await this.#ask(link, before).catch((error: unknown): HistoryState => {
      const problem = messageOf(error);
      return before ? { ...before, problem } : { kind: 'failed', hub: link.hub, problem };
    });
    if (turn === this.#turn && next !== this.#state) this.#become(next);
  }

  /** What was chosen in another project, or on another branch, is no answer here. */
  #forgetChoicesOfOthers({ hub, project, branch }: ProjectLink): void {
    const key = JSON.stringify([hub, project, branch]);
    const isSame = this.#chosenFor === undefined || this.#chosenFor === key;
    this.#chosenFor = key;
    if (isSame) return;
    [this.#filter, this.#scope, this.#state] = [{}, undefined, { kind: 'loading' }];
    void vscode.commands.executeCommand('setContext', 'prompthub.historyFiltered', false);
  }

  async #ask(link: ProjectLink, before: ShownHistory | undefined): Promise<HistoryState> {
    const project = (await this.#accounts.client(link.hub)).project(link.project);
    const refs = await loadRefs(project, link.branch);
    if (before && fingerprint(before.model.question.refs) === fingerprint(refs))
      return before.problem === undefined ? before : { ...before, problem: undefined };
    const question = { project, refs, scope: this.scopeOf(link), filter: this.#filter };
    const model = new HistoryModel(question);
    const wanted = Math.min(before?.model.rows.length ?? 0, KEPT_ROWS);
    do await model.loadMore();
    while (!model.isDone && model.rows.length < wanted);
    return { kind: 'shown', link, project, model };
  }

  #become(state: HistoryState): void {
    this.#state = state;
    this.#changed.fire();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
