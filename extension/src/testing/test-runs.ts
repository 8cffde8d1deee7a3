import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TestOutcome, TestProgress } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';
import type { ChosenTests } from './coverage-report';
import { failureDiagnostics, reportOutcome } from './report-outcome';
import type { KeptTestHistory } from './test-history';
import type { TestTree } from './test-tree';

/** Runs tests at the language server and tells the Testing view and the Problems how they end. */
export class TestRuns implements vscode.Disposable {
  readonly #language: LanguageService;
  readonly #tree: TestTree;
  readonly #history: KeptTestHistory;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('prompthub-tests');
  /** By the id of the test. */
  readonly #last = new Map<string, TestOutcome['status']>();

  constructor(language: LanguageService, tree: TestTree, history: KeptTestHistory) {
    this.#language = language;
    this.#tree = tree;
    this.#history = history;
  }

  /** How a test ended the last time. */
  statusOf(item: vscode.TestItem): TestOutcome['status'] | undefined {
    return this.#last.get(item.id);
  }

  /** A verdict belongs to the text that was tested. */
  forget(uri: vscode.Uri): void {
    this.#diagnostics.delete(uri);
  }

  async run(run: vscode.TestRun, chosen: ChosenTests, token: vscode.CancellationToken): Promise<void> {
    for (const [prompt, items] of chosen) {
      if (token.isCancellationRequested) break;
      await this.#runPrompt(run, { prompt, items, token });
    }
  }

  dispose(): void {
    this.#diagnostics.dispose();
  }

  async #runPrompt(
    run: vscode.TestRun,
    job: { prompt: string; items: readonly vscode.TestItem[]; token: vscode.CancellationToken },
  ): Promise<void> {
    const { prompt, items, token } = job;
    const byId = new Map(items.map((item) => [item.id, item]));
    const open = new Map(byId);
    const runId = randomUUID();
    items.forEach((item) => run.enqueued(item));
    this.#forgetFilesOf(items);
    const failures: [vscode.Uri, vscode.Diagnostic][] = [];
    const subscription = this.#language.onTestProgress((progress: TestProgress) => {
      if (progress.runId !== runId) return;
      const item = byId.get(progress.type === 'started' ? progress.id : progress.outcome.id);
      if (!item) return;
      if (progress.type === 'started') return run.started(item);
      open.delete(item.id);
      this.#ended(progress.outcome, { run, item });
      failures.push(...failureDiagnostics(progress.outcome));
    });
    try {
      const { LspMethod, testRunResult } = await import('@prompthub/protocol');
      const params = { uri: prompt, runId, ids: [...byId.keys()] };
      await this.#language.request(LspMethod.test, { params, result: testRunResult, token });
      open.forEach((item) => run.skipped(item));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (token.isCancellationRequested) open.forEach((item) => run.skipped(item));
      else open.forEach((item) => run.errored(item, new vscode.TestMessage(message)));
    } finally {
      subscription.dispose();
      this.#underline(failures);
      await this.#history.save();
    }
  }

  #ended(outcome: TestOutcome, { run, item }: { run: vscode.TestRun; item: vscode.TestItem }): void {
    this.#last.set(item.id, outcome.status);
    this.#tree.mark(item, outcome.recent);
    if (outcome.history) this.#history.add(outcome.history);
    reportOutcome(outcome, { run, item });
  }

  #forgetFilesOf(items: readonly vscode.TestItem[]): void {
    for (const uri of new Set(items.flatMap((item) => item.uri?.toString() ?? [])))
      this.#diagnostics.delete(vscode.Uri.parse(uri));
  }

  #underline(failures: readonly [vscode.Uri, vscode.Diagnostic][]): void {
    const byFile = Map.groupBy(failures, ([uri]) => uri.toString());
    byFile.forEach((entries, uri) => {
      const file = vscode.Uri.parse(uri);
      this.#diagnostics.set(file, [
        ...(this.#diagnostics.get(file) ?? []),
        ...entries.map(([, diagnostic]) => diagnostic),
      ]);
    });
  }
}
