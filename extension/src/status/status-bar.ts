import * as vscode from 'vscode';
import { hubName } from '../hub/hub-address';
import type { ProjectStatus } from '../prompts/project-status';
import type { Runner } from '../runs/runner';
import { statusText } from './status-text';

/** The linked project, whether its hub is there and somebody signed in, and whether something runs. A click opens a menu. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('prompthub.status', vscode.StatusBarAlignment.Left, 10);
  readonly #disposables: vscode.Disposable[];

  constructor(status: ProjectStatus, runner: Runner) {
    const show = () => this.#show(status, runner);
    this.#item.name = 'PromptHub';
    this.#item.command = 'prompthub.showMenu';
    this.#disposables = [this.#item, status.onDidChange(show), runner.onDidChange(show)];
    show();
    this.#item.show();
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  #show({ snapshot }: ProjectStatus, runner: Runner): void {
    const { link, account, files, queue, problem } = snapshot;
    const { text, tooltip } = statusText({
      project: link?.project,
      branch: link?.branch,
      hub: link && hubName(link.hub),
      ...{ account, files, problem, waiting: queue.length },
      running: runner.running,
    });
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.accessibilityInformation = { label: `PromptHub. ${tooltip.replaceAll('\n', '. ')}` };
    this.#item.backgroundColor = problem
      ? new vscode.ThemeColor('statusBarItem.warningBackground')
      : undefined;
  }
}
