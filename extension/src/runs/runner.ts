import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Accounts } from '../auth/accounts';
import { hubName } from '../hub/hub-address';
import type { ProjectLinks } from '../hub/project-links';
import type { LanguageService } from '../language/language-service';
import { runOnHub, type HubRunResult } from './hub-run';
import { runFacts } from './run-facts';
import { RunList } from './run-list';
import { brokenRun, endedRun, type RunRecord, type RunRequest } from './run-record';

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
  readonly cancellation: vscode.CancellationTokenSource;
}

/** The only place that starts and stops runs. */
export class Runner implements vscode.Disposable {
  readonly #options: RunnerOptions;
  readonly #list = new RunList();
  readonly #ended = new vscode.EventEmitter<RunRecord>();
  readonly #cancellations = new Map<string, vscode.CancellationTokenSource>();
  readonly #subscription: vscode.Disposable;

  readonly onDidChange = this.#list.onDidChange;
  /** Once for each run. */
  readonly onDidEnd = this.#ended.event;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#subscription = options.language.onRunProgress(({ runId, text }) => this.#append(runId, text));
  }

  /** Of this session, newest first. */
  get runs(): readonly RunRecord[] {
    return this.#list.all;
  }

  /** How many run, or wait to. */
  get running(): number {
    return this.#cancellations.size;
  }

  async run(start: RunStart): Promise<RunRecord> {
    const asked = this.#prepare(start);
    this.#list.add([this.#recordOf(asked)]);
    return this.#ask(asked);
  }

  /** Asks several, so many at once; they stand side by side under one `groupId`. The records, in their order. */
  async runSideBySide(starts: readonly RunStart[], atOnce: number): Promise<RunRecord[]> {
    const groupId = randomUUID();
    const all = starts.map((start) => this.#prepare(start));
    this.#list.add(all.map((asked) => ({ ...this.#recordOf(asked), groupId, status: 'waiting' as const })));
    const waiting = all.entries();
    const records: RunRecord[] = [];
    const work = async (): Promise<void> => {
      for (const [index, asked] of waiting) records[index] = await this.#ask(asked);
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, work));
    return records;
  }

  /** Without an id: the newest that runs. */
  stop(runId = [...this.#cancellations.keys()].at(-1)): void {
    if (runId) this.#cancellations.get(runId)?.cancel();
  }

  stopAll(): void {
    this.#cancellations.forEach((cancellation) => cancellation.cancel());
  }

  /** Takes what has ended off the list: of one prompt, or of all. */
  forget(uri?: string): void {
    this.#list.remove((run) => !this.#cancellations.has(run.runId) && (uri === undefined || run.uri === uri));
  }

  dispose(): void {
    this.stopAll();
    this.#subscription.dispose();
    this.#list.dispose();
    this.#ended.dispose();
  }

  #prepare(start: RunStart): Asked {
    const { testDescription: _description, testVars: _vars, changed: _changed, ...request } = start;
    const runId = randomUUID();
    const cancellation = new vscode.CancellationTokenSource();
    this.#cancellations.set(runId, cancellation);
    this.#tellRunning();
    return { runId, start, request, cancellation };
  }

  #recordOf({ runId, start, request }: Asked): RunRecord {
    const { uri, model, testDescription, testVars, vars } = start;
    return {
      ...{ runId, uri, model, testDescription, request },
      title: vscode.Uri.parse(uri).path.split('/').at(-1) ?? uri,
      values: { ...testVars, ...vars },
      note: this.#note(start),
      linked: this.#place(start).link !== undefined,
      startedAt: Date.now(),
      ...{ status: 'running', text: '', toolCalls: [], facts: [] },
    };
  }

  async #ask(asked: Asked): Promise<RunRecord> {
    const { runId, start, cancellation } = asked;
    const { token } = cancellation;
    const startedAt = Date.now();
    this.#list.change(runId, (record) => ({ ...record, startedAt, status: 'running' }));
    const end = await this.#answerOf(asked).then(
      ({ result, execution }) =>
        (record: RunRecord): RunRecord => ({
          ...endedRun(record, result),
          ...{ execution, note: this.#note(start, execution?.commit) },
        }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        const latencyMs = Date.now() - startedAt;
        const cancelled = token.isCancellationRequested;
        return (record: RunRecord) => brokenRun(record, { cancelled, message, latencyMs });
      },
    );
    this.#cancellations.delete(runId);
    cancellation.dispose();
    this.#tellRunning();
    const record = this.#list.change(runId, (running) => {
      const ended = end(running);
      return { ...ended, facts: runFacts(ended) };
    });
    if (!record) throw new Error('The run has left the history.');
    this.#ended.fire(record);
    return record;
  }

  async #answerOf(asked: Asked): Promise<HubRunResult> {
    if (asked.cancellation.token.isCancellationRequested) throw new Error('Stopped before it began.');
    return asked.request.hub ? this.#askHub(asked) : this.#askHere(asked);
  }

  async #askHere({ runId, request, cancellation: { token } }: Asked): Promise<HubRunResult> {
    const { LspMethod, runResult } = await import('@prompthub/protocol');
    const params = { ...request, runId };
    return {
      result: await this.#options.language.request(LspMethod.run, { params, result: runResult, token }),
    };
  }

  async #askHub({ runId, start, cancellation: { token } }: Asked): Promise<HubRunResult> {
    const { link, path } = this.#place(start);
    if (!link || path === undefined)
      throw new Error('This file is in no folder that is linked to a project.');
    const abort = new AbortController();
    const subscription = token.onCancellationRequested(() => abort.abort());
    const cacheSeconds = vscode.workspace.getConfiguration('prompthub').get('run.hubCacheSeconds', 0);
    const vars = { ...start.testVars, ...start.vars };
    const run = { link, path, vars, model: start.model, cacheSeconds };
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
    if (this.#cancellations.has(runId)) this.#list.append(runId, text);
  }

  #tellRunning(): void {
    void vscode.commands.executeCommand('setContext', 'prompthub.running', this.running > 0);
  }
}
