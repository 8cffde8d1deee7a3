import * as vscode from 'vscode';
import type { QueuedCommit } from '@prompthub/client/node';
import type { ProjectSnapshot, ProjectStatus } from '../prompts/project-status';
import { nextLook } from './next-look';
import { toSend } from './to-send';

const KEY = 'prompthub.sendLater';
const REMEMBERED = 100;

/** Given to a command that no person gave. */
export const UNASKED = 'unasked';

interface HubWatchOptions {
  readonly status: ProjectStatus;
  /** Of the workspace: what waits is not forgotten when the window is closed. */
  readonly memento: vscode.Memento;
  readonly log: vscode.LogOutputChannel;
}

/** Looks for news at the hub from time to time, and sends what was committed while it was away when it is back. */
export class HubWatch implements vscode.Disposable {
  readonly #status: ProjectStatus;
  readonly #memento: vscode.Memento;
  readonly #log: vscode.LogOutputChannel;
  readonly #disposables: vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #sending = false;
  /** What the hub did not take: a person has to do something about it. */
  #refused: string | undefined;

  constructor({ status, memento, log }: HubWatchOptions) {
    this.#status = status;
    this.#memento = memento;
    this.#log = log;
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

  /** This commit is to be sent as soon as that is possible. Others, such as those of the command line, wait for a person; with them, all. */
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
    const waiting = vscode.workspace.isTrusted ? toSend(snapshot, this.#remembered) : undefined;
    if (waiting !== undefined && waiting !== this.#refused && !this.#sending) void this.#send(waiting);
  }

  async #send(waiting: string): Promise<void> {
    this.#sending = true;
    try {
      const sent = await vscode.commands.executeCommand<boolean | undefined>('prompthub.sendQueued', UNASKED);
      if (sent === false) this.#refused = waiting;
    } catch (error) {
      this.#log.warn(`What waits for the hub could not be sent: ${String(error)}`);
    } finally {
      this.#sending = false;
    }
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
