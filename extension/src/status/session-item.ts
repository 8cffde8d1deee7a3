import * as vscode from 'vscode';
import type { Runner } from '../runs/runner';
import { spendingText, withRun, type SessionSpending } from './session-spending';

/** What this window spent on models; a click opens the runs. While something runs, an item beside it stops all of it. */
export class SessionItem implements vscode.Disposable {
  readonly #spent = vscode.window.createStatusBarItem('prompthub.spent', vscode.StatusBarAlignment.Left, 8);
  readonly #running = vscode.window.createStatusBarItem(
    'prompthub.running',
    vscode.StatusBarAlignment.Left,
    9,
  );
  readonly #runner: Runner;
  readonly #disposables: vscode.Disposable[];
  #spending: SessionSpending = new Map();

  constructor(runner: Runner) {
    this.#runner = runner;
    this.#spent.name = 'PromptHub: Spent in This Window';
    this.#spent.command = 'prompthub.showRuns';
    this.#running.name = 'PromptHub: Running Prompts';
    this.#running.command = 'prompthub.stopAllRuns';
    this.#disposables = [
      ...[this.#spent, this.#running],
      runner.onDidChange(({ type }) => type === 'changed' && this.#showRunning()),
      runner.onDidEnd((run) => {
        this.#spending = withRun(this.#spending, run);
        this.#showSpent();
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

  #showSpent(): void {
    const said = spendingText(this.#spending);
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
