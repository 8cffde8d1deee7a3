import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TestProgress } from '@prompthub/protocol';
import type { LanguageService } from '../language/language-service';
import { CoverageReport } from './coverage-report';
import { failureDiagnostics, reportOutcome } from './report-outcome';
import { TestTree } from './test-tree';

const SETTLE_MS = 300;

/** The Testing view over prompt tests. */
export class PromptTests implements vscode.Disposable {
  readonly #controller = vscode.tests.createTestController('prompthub', 'PromptHub');
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('prompthub-tests');
  readonly #language: LanguageService;
  readonly #tree: TestTree;
  readonly #coverage: CoverageReport;
  readonly #coverageProfile: vscode.TestRunProfile;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #disposables: vscode.Disposable[];

  constructor(language: LanguageService) {
    this.#language = language;
    this.#tree = new TestTree(this.#controller, language);
    this.#controller.resolveHandler = (item) => this.#resolve(item);
    this.#controller.refreshHandler = () => this.#tree.refreshWorkspace();
    this.#coverage = new CoverageReport(language);
    const { Run, Coverage } = vscode.TestRunProfileKind;
    const profile = this.#controller.createRunProfile('Run Prompt Tests', Run, this.#run, true);
    this.#coverageProfile = this.#controller.createRunProfile(
      'Run Prompt Tests with Coverage of Branches',
      Coverage,
      this.#run,
      true,
    );
    this.#coverageProfile.loadDetailedCoverage = (_run, file) =>
      Promise.resolve(this.#coverage.detailsOf(file));
    const files = vscode.workspace.createFileSystemWatcher('**/*.prompt');
    this.#disposables = [
      this.#controller,
      this.#diagnostics,
      profile,
      this.#coverageProfile,
      files,
      files.onDidDelete((uri) => this.#controller.items.delete(uri.toString())),
      files.onDidCreate((uri) => this.#soon(uri)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#changed(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        // A verdict belongs to the text that was tested.
        this.#diagnostics.delete(document.uri);
        this.#changed(document);
      }),
    ];
    for (const document of vscode.workspace.textDocuments) this.#changed(document);
  }

  /**
   * Runs tests of one prompt (all without ids), as if started from the Testing view. False when it has none. `names`
   * are the descriptions that the ids had when they were asked for: a test that has moved since is found by its name.
   */
  async runPrompt(uri: vscode.Uri, ids?: readonly string[], names: readonly string[] = []): Promise<boolean> {
    const item = await this.#tree.refreshPrompt(uri);
    if (!item) return false;
    const chosen = ids?.flatMap((id, index) => currentTest(item, id, names[index]) ?? []) ?? [];
    const include = chosen.length > 0 ? chosen : [item];
    const cancellation = new vscode.CancellationTokenSource();
    try {
      await this.#run(new vscode.TestRunRequest(include), cancellation.token);
    } finally {
      cancellation.dispose();
    }
    return true;
  }

  /** Shows which branches of a prompt its tests reach, without running them. False when it has none. */
  async showCoverage(uri: vscode.Uri): Promise<boolean> {
    const item = await this.#tree.refreshPrompt(uri);
    if (!item) return false;
    const request = new vscode.TestRunRequest([item], undefined, this.#coverageProfile);
    const run = this.#controller.createTestRun(request, 'Branches that tests reach');
    try {
      await this.#coverage.addTo(run, await this.#chosen(request));
    } finally {
      run.end();
    }
    return true;
  }

  dispose(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  async #resolve(item: vscode.TestItem | undefined): Promise<void> {
    if (!item) await this.#tree.refreshWorkspace();
    else if (item.uri && !item.parent) await this.#tree.refreshPrompt(item.uri);
  }

  #changed({ languageId, uri, fileName }: vscode.TextDocument): void {
    if (languageId === 'dotprompt' && uri.scheme !== 'prompthub') this.#soon(uri);
    const prompt = /^(.*)\.tests\.ya?ml$/.exec(fileName)?.[1];
    if (prompt && uri.scheme === 'file') this.#soon(vscode.Uri.file(`${prompt}.prompt`));
  }

  #soon(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => void this.#tree.refreshPrompt(uri).finally(() => this.#timers.delete(key)), SETTLE_MS),
    );
  }

  readonly #run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
    const run = this.#controller.createTestRun(request);
    try {
      if (!vscode.workspace.isTrusted) {
        run.appendOutput('Tests run in trusted workspaces only.\r\n');
        return;
      }
      const chosen = await this.#chosen(request);
      for (const [prompt, items] of chosen) {
        if (token.isCancellationRequested) break;
        await this.#runPrompt(run, { prompt: vscode.Uri.parse(prompt), items, token });
      }
      if (request.profile?.kind === vscode.TestRunProfileKind.Coverage)
        await this.#coverage.addTo(run, chosen);
    } finally {
      run.end();
    }
  };

  /** The wanted tests by their prompt. */
  async #chosen({ include, exclude }: vscode.TestRunRequest): Promise<Map<string, vscode.TestItem[]>> {
    if (!include && this.#controller.items.size === 0) await this.#tree.refreshWorkspace();
    const chosen = new Map<string, vscode.TestItem[]>();
    const excluded = new Set(exclude?.map(({ id }) => id));
    const add = (item: vscode.TestItem): void => {
      if (excluded.has(item.id)) return;
      if (!item.parent) return item.children.forEach(add);
      const prompt = this.#tree.promptOf(item)?.toString();
      if (prompt) chosen.set(prompt, [...(chosen.get(prompt) ?? []), item]);
    };
    for (const item of include ?? [...this.#controller.items].map(([, root]) => root)) {
      if (!item.parent && item.children.size === 0) await this.#resolve(item);
      add(item);
    }
    return chosen;
  }

  async #runPrompt(
    run: vscode.TestRun,
    job: { prompt: vscode.Uri; items: vscode.TestItem[]; token: vscode.CancellationToken },
  ): Promise<void> {
    const { prompt, items, token } = job;
    const byId = new Map(items.map((item) => [item.id, item]));
    const open = new Map(byId);
    const runId = randomUUID();
    items.forEach((item) => run.enqueued(item));
    this.#forget(items);
    const failures: [vscode.Uri, vscode.Diagnostic][] = [];
    const subscription = this.#language.onTestProgress((progress: TestProgress) => {
      if (progress.runId !== runId) return;
      const item = byId.get(progress.type === 'started' ? progress.id : progress.outcome.id);
      if (!item) return;
      if (progress.type === 'started') return run.started(item);
      open.delete(item.id);
      reportOutcome(progress.outcome, { run, item });
      failures.push(...failureDiagnostics(progress.outcome));
    });
    try {
      const { LspMethod, testRunResult } = await import('@prompthub/protocol');
      const params = { uri: prompt.toString(), runId, ids: [...byId.keys()] };
      await this.#language.request(LspMethod.test, { params, result: testRunResult, token });
      open.forEach((item) => run.skipped(item));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (token.isCancellationRequested) open.forEach((item) => run.skipped(item));
      else open.forEach((item) => run.errored(item, new vscode.TestMessage(message)));
    } finally {
      subscription.dispose();
      this.#underline(failures);
    }
  }

  #forget(items: readonly vscode.TestItem[]): void {
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

function currentTest(prompt: vscode.TestItem, id: string, name?: string): vscode.TestItem | undefined {
  const byId = prompt.children.get(id);
  if (name === undefined || byId?.label === name) return byId;
  const named = [...prompt.children].flatMap(([, test]) => (test.label === name ? test : []));
  return named.length === 1 ? named[0] : byId;
}
