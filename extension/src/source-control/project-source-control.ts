import * as vscode from 'vscode';
import type { ProjectLink } from '../hub/project-links';
import type { ProjectSnapshot, ProjectStatus } from '../prompts/project-status';
import { changeGroups } from './change-groups';
import { changeRow } from './change-row';
import { messageHint } from './message-hint';
import { queueRow } from './queue-row';

interface Groups {
  readonly conflicts: vscode.SourceControlResourceGroup;
  readonly changes: vscode.SourceControlResourceGroup;
  readonly queue: vscode.SourceControlResourceGroup;
  readonly incoming: vscode.SourceControlResourceGroup;
}
interface Shown extends Groups {
  readonly link: ProjectLink;
  readonly control: vscode.SourceControl;
}

/** The linked folder in the Source Control view, beside Git's: a box for the message, and what differs from the hub. */
export class ProjectSourceControl implements vscode.Disposable {
  readonly #quickDiff: vscode.QuickDiffProvider;
  readonly #subscription: vscode.Disposable;
  #shown: Shown | undefined;

  constructor(status: ProjectStatus, quickDiff: vscode.QuickDiffProvider) {
    this.#quickDiff = quickDiff;
    this.#subscription = status.onDidChange((snapshot) => this.#show(snapshot));
  }

  /** What the view shows now; undefined without a linked folder. */
  get groups(): Groups | undefined {
    return this.#shown;
  }

  /** What is typed in the box of this folder. The editor keeps it, also when the window is closed. */
  message({ file }: ProjectLink): string {
    return this.#shown?.link.file === file ? this.#shown.control.inputBox.value : '';
  }

  setMessage({ file }: ProjectLink, message: string): void {
    if (this.#shown?.link.file === file) this.#shown.control.inputBox.value = message;
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#shown?.control.dispose();
  }

  #show({ link, account, files, queue, problem }: ProjectSnapshot): void {
    if (this.#shown?.link.file !== link?.file) {
      this.#shown?.control.dispose();
      this.#shown = link && this.#create(link);
    }
    if (!link || !this.#shown) return;
    const { control, ...groups } = this.#shown;
    const { conflicts, changes, incoming } = changeGroups(files);
    control.inputBox.placeholder = messageHint({
      branch: link.branch,
      signedIn: account !== undefined,
      hubAway: problem !== undefined,
    });
    control.count = changes.length + conflicts.length;
    groups.conflicts.resourceStates = conflicts.map((file) => changeRow(link, file));
    groups.changes.resourceStates = changes.map((file) => changeRow(link, file));
    groups.queue.resourceStates = queue.map((commit) => queueRow(link, commit));
    groups.incoming.resourceStates = incoming.map((file) => changeRow(link, file));
  }

  #create(link: ProjectLink): Shown {
    const control = vscode.scm.createSourceControl('prompthub', 'PromptHub', vscode.Uri.file(link.folder));
    control.acceptInputCommand = { command: 'prompthub.publish', title: 'Publish', arguments: [control] };
    control.quickDiffProvider = this.#quickDiff;
    const group = (id: string, label: string) => {
      const made = control.createResourceGroup(id, label);
      made.hideWhenEmpty = true;
      return made;
    };
    return {
      ...{ link, control },
      conflicts: group('conflicts', 'Conflicts'),
      changes: group('changes', 'Changes'),
      queue: group('queue', 'Waiting for the Hub'),
      incoming: group('incoming', 'Changes on the Hub'),
    };
  }
}

/** The view itself, as its title and its message box hand it to commands. */
export function isSourceControl(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'inputBox' in argument;
}
