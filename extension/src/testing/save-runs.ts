import * as vscode from 'vscode';
import type { LanguageService } from '../language/language-service';
import type { ChosenTests } from './coverage-report';
import { tooDearToRun } from './cost-words';
import { estimateTests } from './test-costs';

const SETTLE_MS = 300;

export type OnSave = 'off' | 'failed' | 'all';

/** Which tests of a prompt: some by their ids, or those. */
export type Wanted = ReadonlySet<string> | 'failed' | 'all';

/** What the Testing view does for runs that a save begins. */
export interface SaveRunner {
  /** The tests of a prompt that are to run; none for a file without. */
  chosen(prompt: vscode.Uri, which: Wanted): Promise<ChosenTests>;
  run(tests: ChosenTests, token: vscode.CancellationToken): Promise<{ passed: number; total: number }>;
}

/**
 * Runs tests when their prompt or suite is saved: those of the setting `prompthub.test.runOnSave`, and those that somebody let run
 * continuously in the Testing view. Only in trusted workspaces, and only what costs no more than `prompthub.test.runOnSaveMaxUsd`. The next save
 * ends what runs.
 */
export class SaveRuns implements vscode.Disposable {
  readonly #language: LanguageService;
  readonly #runner: SaveRunner;
  readonly #item = vscode.window.createStatusBarItem('prompthub.saveRuns', vscode.StatusBarAlignment.Left, 7);
  /** For whom tests run continuously: which ones of a prompt each wants. */
  readonly #continuous = new Set<(prompt: vscode.Uri) => Wanted | undefined>();
  readonly #saved: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #waiting = new Map<string, Wanted>();
  #running: vscode.CancellationTokenSource | undefined;

  constructor(language: LanguageService, runner: SaveRunner) {
    this.#language = language;
    this.#runner = runner;
    this.#item.name = 'PromptHub: Tests Run on Save';
    this.#item.command = 'workbench.view.testing.focus';
    this.#saved = vscode.workspace.onDidSaveTextDocument((document) => this.#onSave(document));
  }

  /** Runs the tests of a prompt that `wants` names with each save, until the token says stop. */
  keepRunning(wants: (prompt: vscode.Uri) => Wanted | undefined, token: vscode.CancellationToken): void {
    this.#continuous.add(wants);
    token.onCancellationRequested(() => this.#continuous.delete(wants));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#running?.cancel();
    this.#saved.dispose();
    this.#item.dispose();
  }

  #onSave(document: vscode.TextDocument): void {
    const prompt = promptOf(document);
    const which = prompt && this.#wanted(prompt);
    if (!prompt || !which || !vscode.workspace.isTrusted) return;
    this.#waiting.set(prompt.toString(), which);
    this.#running?.cancel();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#runWaiting(), SETTLE_MS);
  }

  #wanted(prompt: vscode.Uri): Wanted | undefined {
    const setting = vscode.workspace
      .getConfiguration('prompthub', prompt)
      .get<OnSave>('test.runOnSave', 'off');
    const asked = [...this.#continuous].flatMap((wants) => wants(prompt) ?? []);
    if (setting === 'all' || asked.includes('all')) return 'all';
    const ids = asked.flatMap((each) => (typeof each === 'string' ? [] : [...each]));
    if (ids.length > 0) return new Set(ids);
    return setting === 'off' ? undefined : setting;
  }

  async #runWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    const cancellation = new vscode.CancellationTokenSource();
    this.#running = cancellation;
    try {
      const tests = new Map<string, readonly vscode.TestItem[]>();
      for (const [prompt, which] of waiting)
        for (const [uri, items] of await this.#runner.chosen(vscode.Uri.parse(prompt), which))
          tests.set(uri, items);
      await this.#runCheap(tests, cancellation.token);
    } catch (error) {
      this.#show('$(error) Tests not run', error instanceof Error ? error.message : String(error));
    } finally {
      if (this.#running === cancellation) this.#running = undefined;
      cancellation.dispose();
    }
  }

  async #runCheap(tests: ChosenTests, token: vscode.CancellationToken): Promise<void> {
    const all = [...tests.values()].flat().length;
    if (all === 0 || token.isCancellationRequested) return;
    const prompts = [...tests].map(([uri, items]) => ({ uri, ids: items.map(({ id }) => id) }));
    const most = vscode.workspace.getConfiguration('prompthub').get('test.runOnSaveMaxUsd', 0);
    const tooDear = tooDearToRun(await estimateTests(this.#language, { prompts }), most);
    if (tooDear !== undefined) {
      const why = `These tests would cost something each time: ${tooDear}. The setting prompthub.test.runOnSaveMaxUsd says how much they may.`;
      return this.#show('$(circle-slash) Tests not run on save', why);
    }
    this.#show(
      `$(sync~spin) Running ${all === 1 ? '1 test' : `${all} tests`}`,
      'Tests run because a file was saved.',
    );
    const { passed, total } = await this.#runner.run(tests, token);
    if (token.isCancellationRequested) return;
    const failed = total - passed;
    this.#show(
      failed === 0
        ? `$(pass) ${passed === 1 ? '1 test' : `${passed} tests`} passed`
        : `$(error) ${failed} of ${total} failed`,
      'Tests that ran when a file was saved.',
    );
  }

  #show(text: string, tooltip: string): void {
    this.#item.text = text;
    this.#item.tooltip = `${tooltip}\nClick to see the tests.`;
    this.#item.accessibilityInformation = {
      label: `PromptHub. ${text.replace(/^\$\(\S+\) /, '')}. ${tooltip}`,
      role: 'button',
    };
    this.#item.show();
  }
}

/** The prompt that a saved file is, or holds tests of. */
function promptOf({ uri, languageId }: vscode.TextDocument): vscode.Uri | undefined {
  const suite = /^(.*)\.tests\.ya?ml$/.exec(uri.path)?.[1];
  if (suite !== undefined) return uri.with({ path: `${suite}.prompt` });
  return languageId === 'dotprompt' && uri.scheme === 'file' ? uri : undefined;
}
