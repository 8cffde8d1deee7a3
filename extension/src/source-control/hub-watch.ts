import * as vscode from 'vscode';
import type { QueuedCommit } from '@prompthub/client/node';
import type { ProjectSnapshot, ProjectStatus } from '../prompts/project-status';
import { changeGroups } from './change-groups';
import { nextLook } from './next-look';

const KEY = 'prompthub.sendLater';
const REMEMBERED = 100;

/** Given to a command that no person gave. */
export const UNASKED = 'unasked';

interface HubWatchOptions {
  readonly status: ProjectStatus;
  /** Of the workspace: what waits is not forgotten when the window is closed. */
  readonly memento: vscode.Memento;
}

/** Looks for news at the hub from time to time, and sends what was committed while it was away when it is back. */
export class HubWatch implements vscode.Disposable {
  readonly #status: ProjectStatus;
  readonly #memento: vscode.Memento;
  readonly #disposables: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #sending = false;
  /** What the hub did not take: a person has to do something about it. */
  #refused: string | undefined;

  constructor({ status, memento }: HubWatchOptions) {
    this.#status = status;
    this.#memento = memento;
    this.#disposables = [
      status.onDidChange((snapshot) => this.#see(snapshot)),
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused && interval() > 0) status.refreshSoon();
        this.#schedule();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('prompthub.refreshInterval')) this.#schedule();
      }),
    ];
  }

  /** This commit is to be sent as soon as that is possible. Others, such as those of the command line, wait for a person. */
  async sendLater({ id }: QueuedCommit): Promise<void> {
    await this.#memento.update(KEY, [...this.#remembered, id].slice(-REMEMBERED));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  get #remembered(): readonly string[] {
    const stored: unknown = this.#memento.get(KEY);
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  }

  #see(snapshot: ProjectSnapshot): void {
    this.#failures = snapshot.problem === undefined ? 0 : this.#failures + 1;
    this.#schedule();
    const waiting = this.#waiting(snapshot);
    if (waiting === undefined || waiting === this.#refused || this.#sending) return;
    this.#sending = true;
    void vscode.commands.executeCommand<boolean | undefined>('prompthub.sendQueued', UNASKED).then((sent) => {
      this.#sending = false;
      if (sent === false) this.#refused = waiting;
    });
  }

  /** Names what is to be sent now; with other conflicts it is something else. Undefined: nothing is. */
  #waiting({ account, files, queue, problem }: ProjectSnapshot): string | undefined {
    const remembered = this.#remembered;
    const [first] = queue.some(({ id }) => remembered.includes(id)) ? queue : [];
    if (!first || !account || problem !== undefined || !vscode.workspace.isTrusted) return undefined;
    const { conflicts } = changeGroups(files);
    return [first.id, ...conflicts.map(({ path }) => path)].join('\n');
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    const { queue, problem } = this.#status.snapshot;
    const waiting = problem !== undefined && queue.length > 0;
    if (!waiting && !vscode.window.state.focused) return;
    const wait = nextLook({ waiting, failures: this.#failures, interval: interval(), random: Math.random() });
    if (wait !== undefined) this.#timer = setTimeout(() => void this.#status.refresh(), wait);
  }
}

/** Seconds. */
function interval(): number {
  return vscode.workspace.getConfiguration('prompthub').get('refreshInterval', 60);
}
