import * as vscode from 'vscode';
import { KEPT_RUNS, type RunRecord } from './run-record';

export type RunChange =
  | { readonly type: 'changed'; readonly run: RunRecord }
  | { readonly type: 'text'; readonly runId: string; readonly text: string }
  | { readonly type: 'removed' };

/** The runs of this session, newest first, and who wants to hear of them. */
export class RunList implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<RunChange>();
  #runs: readonly RunRecord[] = [];

  readonly onDidChange = this.#changed.event;

  get all(): readonly RunRecord[] {
    return this.#runs;
  }

  find(runId: string): RunRecord | undefined {
    return this.#runs.find((run) => run.runId === runId);
  }

  add(runs: readonly RunRecord[]): void {
    this.#runs = [...runs, ...this.#runs].slice(0, KEPT_RUNS);
    for (const run of runs) this.#changed.fire({ type: 'changed', run });
  }

  /** What it is now; undefined when it has left the list. */
  change(runId: string, change: (run: RunRecord) => RunRecord): RunRecord | undefined {
    const run = this.#replace(runId, change);
    if (run) this.#changed.fire({ type: 'changed', run });
    return run;
  }

  remove(which: (run: RunRecord) => boolean): void {
    this.#runs = this.#runs.filter((run) => !which(run));
    this.#changed.fire({ type: 'removed' });
  }

  append(runId: string, text: string): void {
    this.#replace(runId, (run) => ({ ...run, text: run.text + text }));
    this.#changed.fire({ type: 'text', runId, text });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #replace(runId: string, change: (run: RunRecord) => RunRecord): RunRecord | undefined {
    this.#runs = this.#runs.map((run) => (run.runId === runId ? change(run) : run));
    return this.find(runId);
  }
}
