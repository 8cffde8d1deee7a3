import * as vscode from 'vscode';
import type { LanguageService } from '../language/language-service';
import type { Runner } from '../runs/runner';
import { spendingText, withRun, withTest, type WindowSpending } from './window-spending';

/** What this window spent on models; a click opens the runs. While something runs, an item beside it stops all of it. */
export class SpendingItem implements vscode.Disposable {
  readonly #spent = vscode.window.createStatusBarItem('prompthub.spent', vscode.StatusBarAlignment.Left, 8);
  readonly #running = vscode.window.createStatusBarItem(
    'prompthub.running',
    vscode.StatusBarAlignment.Left,
    9,
  );
  readonly #runner: Runner;
  readonly #disposables: vscode.Disposable[];
  #spending: WindowSpending = new Map();

  constructor(runner: Runner, language: LanguageService) {
    this.#runner = runner;
    this.#spent.name = 'PromptHub: Spent in This Window';
    this.#spent.command = 'prompthub.showRuns';
    this.#running.name = 'PromptHub: Running Prompts';
    this.#running.command = 'prompthub.stopAllRuns';
    this.#disposables = [
      ...[this.#spent, this.#running],
      runner.onDidChange(({ type }) => type === 'changed' && this.#showRunning()),
      runner.onDidEnd((run) => this.#showSpent(withRun(this.#spending, run))),
      language.onTestProgress((progress) => {
        if (progress.type === 'ended') this.#showSpent(withTest(this.#spending, progress.outcome));
      }),
      language.onMatrixProgress((progress) => {
        if (progress.type === 'ended' && !progress.test.recorded)
          this.#showSpent(withTest(this.#spending, progress.test));
      }),
    ];
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  #showRunning(): void {
    const { running } = this.#runner;
    if (running === 0) return this.#running.hide();
    const what = running === 1 ? '1 prompt is running' : `${running} prompts are running`;
    this.#running.text = `$(debug-stop) Stop ${running === 1 ? 'Run' : `${running} Runs`}`;
    this.#running.tooltip = `${what}. Click to stop.`;
    this.#running.accessibilityInformation = { label: `PromptHub. ${what}. Stop`, role: 'button' };
    this.#running.show();
  }

  #showSpent(spending: WindowSpending): void {
    this.#spending = spending;
    const said = spendingText(spending);
    if (!said) return;
    this.#spent.text = said.text;
    this.#spent.tooltip = `${said.tooltip}\nClick to see the runs.`;
    this.#spent.accessibilityInformation = {
      label: `PromptHub. ${said.tooltip.replaceAll('\n', '. ')}`,
      role: 'button',
    };
    this.#spent.show();
  }
}
