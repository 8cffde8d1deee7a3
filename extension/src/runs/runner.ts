import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Accounts } from '../auth/accounts';
import type { ProjectLinks } from '../hub/project-links';
import type { LanguageService } from '../language/language-service';
import { hubName } from '../hub/hub-address';
import { runOnHub, type HubRunResult } from './hub-run';
import { runFacts } from './run-facts';
import { brokenRun, endedRun, KEPT_RUNS, type RunRecord, type RunRequest } from './run-record';

export interface RunStart extends RunRequest {
  readonly testDescription?: string;
  /** Values of that test, for the hub; the language server knows them. */
  readonly testVars?: Record<string, unknown>;
  /** The file was changed here since it was published. */
  readonly changed?: boolean;
}

export interface RunnerOptions {
  readonly language: LanguageService;
  readonly accounts: Accounts;
  readonly links: ProjectLinks;
}

interface Asked {
  readonly runId: string;
  readonly start: RunStart;
  readonly request: RunRequest;
  readonly token: vscode.CancellationToken;
}

export type RunChange =
  | { readonly type: 'changed'; readonly run: RunRecord }
  | { readonly type: 'text'; readonly runId: string; readonly text: string };

/** The runs of this session, newest first, and the only place that starts and stops them. */
export class Runner implements vscode.Disposable {
  readonly #options: RunnerOptions;
  readonly #changed = new vscode.EventEmitter<RunChange>();
  readonly #cancellations = new Map<string, vscode.CancellationTokenSource>();
  readonly #subscription: vscode.Disposable;
  #runs: RunRecord[] = [];

  readonly onDidChange = this.#changed.event;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#subscription = options.language.onRunProgress(({ runId, text }) => this.#append(runId, text));
  }

  get runs(): readonly RunRecord[] {
    return this.#runs;
  }

  get running(): number {
    return this.#cancellations.size;
  }

  /** Resolves with the record when the run has ended, however it ended. */
  async run(start: RunStart): Promise<RunRecord> {
    const { testDescription, testVars: _testVars, changed: _changed, ...request } = start;
    const runId = randomUUID();
    const title = vscode.Uri.parse(request.uri).path.split('/').at(-1) ?? request.uri;
    const started = {
      runId,
      uri: request.uri,
      title,
      model: request.model,
      testDescription,
      note: this.#note(start),
      linked: this.#place(start).link !== undefined,
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
      const asked = { runId, start, request, token: cancellation.token };
      const { result, commit } = request.hub ? await this.#askHub(asked) : await this.#askHere(asked);
      const note = this.#note(start, commit);
      this.#end(runId, (record) => ({ ...endedRun(record, result), note }));
    } catch (error) {
      const cancelled = cancellation.token.isCancellationRequested;
      const message = error instanceof Error ? error.message : String(error);
      const latencyMs = Date.now() - started.startedAt;
      this.#end(runId, (record) => brokenRun(record, { cancelled, message, latencyMs }));
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

  async #askHere({ runId, request, token }: Asked): Promise<HubRunResult> {
    const { LspMethod, runResult } = await import('@prompthub/protocol');
    const params = { ...request, runId };
    return {
      result: await this.#options.language.request(LspMethod.run, { params, result: runResult, token }),
    };
  }

  async #askHub({ runId, start, token }: Asked): Promise<HubRunResult> {
    const { link, path } = this.#place(start);
    if (!link || path === undefined)
      throw new Error('This file is in no folder that is linked to a project.');
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    const run = { link, path, vars: { ...start.testVars, ...start.vars }, model: start.model };
    const onText = (text: string) => this.#append(runId, text);
    const hooks = { runId, signal: abort.signal, onText };
    return runOnHub(this.#options.accounts, run, hooks).finally(() => void subscription.dispose());
  }

  #place({ uri }: RunStart) {
    const { links } = this.#options;
    const file = vscode.Uri.parse(uri);
    return { link: links.linkOf(file), path: links.projectPath(file) };
  }

  /** For a run on the hub, what exactly it ran. */
  #note(start: RunStart, commit?: string): string | undefined {
    const { link } = this.#place(start);
    if (!start.hub || !link) return undefined;
    const version = commit ? `Version ${commit.slice(0, 7)}` : 'The published version';
    const changes = start.changed ? ' What was changed here since is not part of it.' : '';
    return `${version} on ${hubName(link.hub)}.${changes}`;
  }

  #append(runId: string, text: string): void {
    if (!this.#cancellations.has(runId)) return;
    this.#update(runId, (record) => ({ ...record, text: record.text + text }));
    this.#changed.fire({ type: 'text', runId, text });
  }

  #end(runId: string, change: (record: RunRecord) => RunRecord): void {
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
