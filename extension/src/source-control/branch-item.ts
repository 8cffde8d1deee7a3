import * as vscode from 'vscode';
import type { ProjectSnapshot, ProjectStatus } from '../prompts/project-status';
import { branchText, branchTooltip } from './branch-text';
import { changeGroups } from './change-groups';

/** The branch of the linked folder in the status bar; a click switches it. */
export class BranchItem implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem('prompthub.branch', vscode.StatusBarAlignment.Left, 9);
  readonly #subscription: vscode.Disposable;

  constructor(status: ProjectStatus) {
    this.#item.name = 'PromptHub Branch';
    this.#item.command = 'prompthub.switchBranch';
    this.#subscription = status.onDidChange((snapshot) => this.#show(snapshot));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#item.dispose();
  }

  #show({ link, account, files, queue, behind }: ProjectSnapshot): void {
    if (!link || !account) {
      this.#item.hide();
      return;
    }
    const { changes, conflicts } = changeGroups(files);
    const facts = {
      ...{ project: link.project, branch: link.branch, behind },
      ...{ changed: changes.length, conflicts: conflicts.length, ahead: queue.length },
    };
    this.#item.text = branchText(facts);
    this.#item.tooltip = branchTooltip(facts);
    this.#item.accessibilityInformation = {
      label: `PromptHub. ${branchTooltip(facts).replaceAll('\n', '. ')}`,
    };
    this.#item.show();
  }
}
