import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import type { MatrixProgress, RunProgress, TestHistory, TestProgress } from '@prompthub/protocol';
import { RestartPolicy } from './restart-policy';

/** What a client tells of the server that it speaks to. */
export interface LanguageClientHooks {
  readonly log: vscode.LogOutputChannel;
  /** True: start the server again. */
  onCrash(): boolean;
  onRunProgress(progress: RunProgress): void;
  onTestProgress(progress: TestProgress): void;
  onMatrixProgress(progress: MatrixProgress): void;
  onRunning(): void;
  /** What a new server is told of earlier runs of tests. */
  testHistory(): readonly TestHistory[];
}

export interface LanguageServiceOptions {
  readonly log: vscode.LogOutputChannel;
  /** Makes a client for this edition's server, not yet started; loads what it needs for that. */
  readonly createClient: (hooks: LanguageClientHooks) => Promise<BaseLanguageClient>;
  /** Of earlier runs; none in an edition that runs no tests. */
  readonly testHistory?: () => readonly TestHistory[];
}

/** What a schema of the protocol can do for us, without depending on how it is made. */
interface Schema<T> {
  parse(value: unknown): T;
}

export interface RequestOptions<T> {
  readonly params: unknown;
  readonly result: Schema<T>;
  readonly token?: vscode.CancellationToken;
}

/**
 * The language server's life in this window: started once, started again after a crash, asked by `request`.
 * Everything that needs `vscode-languageclient` is loaded with the first start, after activation.
 */
export class LanguageService implements vscode.Disposable {
  readonly #options: LanguageServiceOptions;
  readonly #policy = new RestartPolicy();
  readonly #runProgress = new vscode.EventEmitter<RunProgress>();
  readonly #testProgress = new vscode.EventEmitter<TestProgress>();
  readonly #matrixProgress = new vscode.EventEmitter<MatrixProgress>();
  readonly #ready = new vscode.EventEmitter<void>();
  #starting: Promise<BaseLanguageClient> | undefined;
  #disposed = false;
  /** It stopped too often; only the person starts it again. */
  #off = false;

  readonly onRunProgress = this.#runProgress.event;
  readonly onTestProgress = this.#testProgress.event;
  readonly onMatrixProgress = this.#matrixProgress.event;
  /** After each start: what was asked of an earlier server has to be asked again. */
  readonly onDidStart = this.#ready.event;

  constructor(options: LanguageServiceOptions) {
    this.#options = options;
  }

  start(): Promise<BaseLanguageClient> {
    if (this.#off) return Promise.reject(new Error(OFF));
    this.#starting ??= this.#start().catch((error: unknown) => {
      this.#starting = undefined;
      throw error;
    });
    return this.#starting;
  }

  /** Rejects when the server cannot start, answers with an error, or answers what the protocol does not know. */
  async request<T>(method: string, { params, result, token }: RequestOptions<T>): Promise<T> {
    const client = await this.start();
    // An absent token must not be passed: it would count as a second parameter.
    const answer = token
      ? client.sendRequest<unknown>(method, params, token)
      : client.sendRequest<unknown>(method, params);
    return result.parse(await answer.catch(explainLoss));
  }

  async restart(): Promise<void> {
    this.#policy.reset();
    this.#off = false;
    const old = this.#starting;
    this.#starting = undefined;
    await old?.then((client) => client.dispose()).catch(() => undefined);
    await this.start();
  }

  /** Waits for the server to end, so that no process is left behind. */
  async stop(): Promise<void> {
    this.#disposed = true;
    await this.#starting?.then((client) => client.dispose()).catch(() => undefined);
  }

  dispose(): void {
    void this.stop();
    this.#runProgress.dispose();
    this.#testProgress.dispose();
    this.#matrixProgress.dispose();
    this.#ready.dispose();
  }

  async #start(): Promise<BaseLanguageClient> {
    const { log, createClient, testHistory = () => [] } = this.#options;
    const client = await createClient({
      log,
      onCrash: () => this.#crashed(),
      onRunProgress: (progress) => this.#runProgress.fire(progress),
      onTestProgress: (progress) => this.#testProgress.fire(progress),
      onMatrixProgress: (progress) => this.#matrixProgress.fire(progress),
      onRunning: () => this.#ready.fire(),
      testHistory,
    });
    await client.start();
    return client;
  }

  /** True when the client should start the server again. */
  #crashed(): boolean {
    if (this.#disposed) return false;
    const again = this.#policy.crashed();
    this.#off = !again;
    this.#options.log.error(
      again ? 'The language server stopped; starting it again.' : 'The language server keeps stopping.',
    );
    void this.#tellCrash(again);
    return again;
  }

  async #tellCrash(again: boolean): Promise<void> {
    const text = again
      ? 'The PromptHub language server stopped unexpectedly and was started again. Runs in progress were lost.'
      : 'The PromptHub language server stopped five times within three minutes and stays off.';
    const choice = again
      ? await vscode.window.showWarningMessage(text, 'Show Logs')
      : await vscode.window.showErrorMessage(text, 'Restart', 'Show Logs');
    if (choice === 'Restart') await this.restart();
    if (choice === 'Show Logs') this.#options.log.show();
  }
}

const OFF = 'The language server is off, because it kept stopping. Run “PromptHub: Restart Language Server”.';

/** Codes of JSON-RPC for an answer that will not come, because the other side is gone. */
const LOST = [-32097, -32096];

function explainLoss(error: unknown): never {
  if (error instanceof Error && 'code' in error && LOST.includes(Number(error.code)))
    throw new Error('The language server stopped before it had answered. Try again.');
  throw error;
}
