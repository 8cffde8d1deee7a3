import * as vscode from 'vscode';
import type { LanguageService } from '../language/language-service';
import { CoverageReport, type ChosenTests } from './coverage-report';
import { SaveRuns, type Wanted } from './save-runs';
import { mayCost } from './test-costs';
import type { KeptTestHistory } from './test-history';
import { TestRuns } from './test-runs';
import { TestTree } from './test-tree';

const SETTLE_MS = 300;

/** The Testing view over prompt tests. */
export class PromptTests implements vscode.Disposable {
  readonly #controller = vscode.tests.createTestController('prompthub', 'PromptHub');
  readonly #language: LanguageService;
  readonly #tree: TestTree;
  readonly #runs: TestRuns;
  readonly #saveRuns: SaveRuns;
  readonly #coverage: CoverageReport;
  readonly #coverageProfile: vscode.TestRunProfile;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #disposables: vscode.Disposable[];

  constructor(language: LanguageService, history: KeptTestHistory) {
    this.#language = language;
    this.#tree = new TestTree(this.#controller, language);
    this.#controller.resolveHandler = (item) => this.#resolve(item);
    this.#controller.refreshHandler = () => this.#tree.refreshWorkspace();
    this.#coverage = new CoverageReport(language);
    this.#runs = new TestRuns(language, this.#tree, history);
    this.#saveRuns = new SaveRuns(language, {
      chosen: (prompt, which) => this.#testsOf(prompt, which),
      run: (tests, token) => this.#runSaved(tests, token),
    });
    const { Run, Coverage } = vscode.TestRunProfileKind;
    const profile = this.#controller.createRunProfile(
      'Run Prompt Tests',
      Run,
      this.#run,
      true,
      undefined,
      true,
    );
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
      this.#runs,
      this.#saveRuns,
      profile,
      this.#coverageProfile,
      files,
      files.onDidDelete((uri) => this.#controller.items.delete(uri.toString())),
      files.onDidCreate((uri) => this.#soon(uri)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#changed(document)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0) return;
        this.#runs.forget(document.uri);
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
    if (request.continuous) return this.#keepRunning(request, token);
    const chosen = vscode.workspace.isTrusted
      ? await this.#chosen(request)
      : new Map<string, vscode.TestItem[]>();
    const wanted = [...chosen].map(([uri, items]) => ({ uri, ids: items.map(({ id }) => id) }));
    // What cannot be estimated says why when it runs.
    if (!(await mayCost(this.#language, { prompts: wanted }).catch(() => true))) return;
    const run = this.#controller.createTestRun(request);
    try {
      if (!vscode.workspace.isTrusted) run.appendOutput('Tests run in trusted workspaces only.\r\n');
      await this.#runs.run(run, chosen, token);
      if (request.profile?.kind === vscode.TestRunProfileKind.Coverage)
        await this.#coverage.addTo(run, chosen);
    } finally {
      run.end();
    }
  };

  /** The editor shows that tests run with each save until it cancels the token. */
  #keepRunning({ include }: vscode.TestRunRequest, token: vscode.CancellationToken): void {
    const wants = (prompt: vscode.Uri): Wanted | undefined => {
      const own = include?.filter((item) => this.#tree.promptOf(item)?.toString() === prompt.toString());
      if (!own || own.some((item) => !item.parent)) return 'all';
      return own.length > 0 ? new Set(own.map(({ id }) => id)) : undefined;
    };
    this.#saveRuns.keepRunning(wants, token);
  }

  async #testsOf(prompt: vscode.Uri, which: Wanted): Promise<ChosenTests> {
    const item = await this.#tree.refreshPrompt(prompt);
    const isWanted = (test: vscode.TestItem): boolean => {
      if (which === 'all') return true;
      if (which !== 'failed') return which.has(test.id);
      return ['failed', 'errored'].includes(this.#runs.statusOf(test) ?? '');
    };
    const wanted = [...(item?.children ?? [])].flatMap(([, test]) => (isWanted(test) ? [test] : []));
    return new Map(wanted.length > 0 ? [[prompt.toString(), wanted]] : []);
  }

  async #runSaved(
    tests: ChosenTests,
    token: vscode.CancellationToken,
  ): Promise<{ passed: number; total: number }> {
    const all = [...tests.values()].flat();
    const run = this.#controller.createTestRun(new vscode.TestRunRequest(all), 'Run on save', true);
    try {
      await this.#runs.run(run, tests, token);
    } finally {
      run.end();
    }
    return { passed: all.filter((test) => this.#runs.statusOf(test) === 'passed').length, total: all.length };
  }

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
}

function currentTest(prompt: vscode.TestItem, id: string, name?: string): vscode.TestItem | undefined {
  const byId = prompt.children.get(id);
  if (name === undefined || byId?.label === name) return byId;
  const named = [...prompt.children].flatMap(([, test]) => (test.label === name ? test : []));
  return named.length === 1 ? named[0] : byId;
}
