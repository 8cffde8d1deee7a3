import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { LanguageService } from '../language/language-service';
import { brokenRun, endedRun, KEPT_RUNS, type RunRecord, type RunRequest } from './run-record';

export interface RunStart extends RunRequest {
  readonly testDescription?: string;
}

export type RunChange =
  | { readonly type: 'changed'; readonly run: RunRecord }
  | { readonly type: 'text'; readonly runId: string; readonly text: string };

/** The runs of this session, newest first, and the only place that starts and stops them. */
export class Runner implements vscode.Disposable {
  readonly #language: LanguageService;
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly #cancellations = new Map<string, vscode.CancellationTokenSource>();
  readonly #subscription: vscode.Disposable;
  #runs: RunRecord[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(language: LanguageService) {
    this.#language = language;
    this.#subscription = language.onRunProgress(({ runId, text }) => this.#append(runId, text));
  }

  get runs(): readonly RunRecord[] {
    return this.#runs;
  }

  get running(): number {
    return this.#cancellations.size;
  }

  /** Resolves with the record when the run has ended, however it ended. */
  async run({ testDescription, ...request }: RunStart): Promise<RunRecord> {
    const runId = randomUUID();
    const title = vscode.Uri.parse(request.uri).path.split('/').at(-1) ?? request.uri;
    const started = {
      runId,
      uri: request.uri,
      title,
      model: request.model,
      testDescription,
      startedAt: Date.now(),
    };
    this.#runs = [
      { ...started, status: 'running' as const, text: '', toolCalls: [], facts: [], request },
      ...this.#runs,
    ].slice(0, KEPT_RUNS);
    const cancellation = new vscode.CancellationTokenSource();
    this.#cancellations.set(runId, cancellation);
    this.#tell(runId);
    try {
      const { LspMethod, runResult } = await import('@prompthub/protocol');
      const params = { ...request, runId };
      const result = await this.#language.request(LspMethod.run, {
        params,
        result: runResult,
        token: cancellation.token,
      });
      await this.#end(runId, (record) => endedRun(record, result));
    } catch (error) {
      const cancelled = cancellation.token.isCancellationRequested;
      const message = error instanceof Error ? error.message : String(error);
      const latencyMs = Date.now() - started.startedAt;
      await this.#end(runId, (record) => brokenRun(record, { cancelled, message, latencyMs }));
    } finally {
      this.#cancellations.delete(runId);
      cancellation.dispose();
      this.#tell(runId);
    }
    const record = this.#find(runId);
    if (!record) throw new Error('The run has left the history.');
    return record;
  }

  /** Without an id: the newest that runs. */
  stop(runId = [...this.#cancellations.keys()].at(-1)): void {
    if (runId) this.#cancellations.get(runId)?.cancel();
  }

  dispose(): void {
    this.#cancellations.forEach((cancellation) => cancellation.cancel());
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  #append(runId: string, text: string): void {
    if (!this.#cancellations.has(runId)) return;
    this.#update(runId, (record) => ({ ...record, text: record.text + text }));
    this.#changed.fire({ type: 'text', runId, text });
  }

  /** The words for figures come with the protocol, which loads with the first run and not with the extension. */
  async #end(runId: string, change: (record: RunRecord) => RunRecord): Promise<void> {
    const { runFacts } = await import('./run-facts');
    this.#update(runId, (record) => {
      const ended = change(record);
      return { ...ended, facts: runFacts(ended) };
    });
  }

  #update(runId: string, change: (record: RunRecord) => RunRecord): void {
    this.#runs = this.#runs.map((record) => (record.runId === runId ? change(record) : record));
  }

  #find(runId: string): RunRecord | undefined {
    return this.#runs.find((record) => record.runId === runId);
  }

  #tell(runId: string): void {
    const run = this.#find(runId);
    void vscode.commands.executeCommand('setContext', 'prompthub.running', this.running > 0);
    if (run) this.#changed.fire({ type: 'changed', run });
  }
}
