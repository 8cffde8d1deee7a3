import * as vscode from 'vscode';
import type { FileStatus, QueuedCommit, WorkingCopy } from '@prompthub/client/node';
import type { Accounts } from '../auth/accounts';
import type { ProjectLink, ProjectLinks } from '../hub/project-links';

/** What the views and the status bar know about the linked project right now. */
export interface ProjectSnapshot {
  readonly link: ProjectLink | undefined;
  /** Whose session; undefined when nobody is signed in at the link's hub. */
  readonly account: string | undefined;
  readonly files: readonly FileStatus[];
  /** Commits that the hub does not have yet, oldest first. */
  readonly queue: readonly QueuedCommit[];
  /** How many commits the hub has that are not here; undefined when that is not known. */
  readonly behind: number | undefined;
  /** Why the hub could not be asked; `files` are then compared with what was last seen of it. */
  readonly problem: string | undefined;
}

const NOTHING: ProjectSnapshot = {
  ...{ link: undefined, account: undefined, problem: undefined },
  ...{ files: [], queue: [], behind: undefined },
};
const SETTLE_MS = 250;

/** Keeps the status of the linked project fresh: on saves, sign-ins, link changes, and on request. */
export class ProjectStatus implements vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #links: ProjectLinks;
  readonly #log: vscode.LogOutputChannel;
  readonly #changed = new vscode.EventEmitter<ProjectSnapshot>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  #snapshot = NOTHING;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #again = false;

  readonly onDidChange = this.#changed.event;

  constructor({
    accounts,
    links,
    log,
  }: {
    accounts: Accounts;
    links: ProjectLinks;
    log: vscode.LogOutputChannel;
  }) {
    this.#accounts = accounts;
    this.#links = links;
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{prompt,tests.yaml,tests.yml,csv,jsonl}');
    const soon = () => this.refreshSoon();
    this.#disposables.push(
      watcher,
      watcher.onDidChange(soon),
      watcher.onDidCreate(soon),
      watcher.onDidDelete(soon),
      links.onDidChange(soon),
      accounts.onDidChange(soon),
      vscode.workspace.onDidSaveTextDocument(soon),
    );
  }

  get snapshot(): ProjectSnapshot {
    return this.#snapshot;
  }

  refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), SETTLE_MS);
  }

  /** Asks the hub. Calls at the same time share one look, and one more when something changed meanwhile. */
  refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#refreshUntilCalm().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** The working copy of a link, with the session of its hub. In Restricted Mode looking at it changes no file. */
  async workingCopy(link: ProjectLink): Promise<WorkingCopy> {
    const { WorkingCopy } = await import('@prompthub/client/node');
    const hub = await this.#accounts.client(link.hub);
    return new WorkingCopy(link, hub, { recovers: vscode.workspace.isTrusted });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  async #refreshUntilCalm(): Promise<void> {
    do {
      this.#again = false;
      this.#snapshot = await this.#look();
      await this.#tellContext();
      this.#changed.fire(this.#snapshot);
    } while (this.#again);
  }

  async #look({ again = true } = {}): Promise<ProjectSnapshot> {
    const link = this.#links.current;
    if (!link) return NOTHING;
    const account = (await this.#accounts.session(link.hub))?.account.label;
    if (!account) return { ...NOTHING, link };
    const copy = await this.workingCopy(link);
    try {
      const { files, queue, behind, away } = await copy.overview();
      if (away) this.#log.warn(`The hub of ${link.project} is away: ${away.message}`);
      else if (vscode.workspace.isTrusted) await copy.adopt(files);
      return { link, account, files, queue, behind, problem: away?.message };
    } catch (error) {
      // Another window or a command line switched the folder to another branch.
      if (again && error instanceof Error && error.name === 'BranchSwitchedError') {
        await this.#links.reload();
        return this.#look({ again: false });
      }
      const problem = error instanceof Error ? error.message : String(error);
      this.#log.warn(`The status of ${link.project} is not known: ${problem}`);
      const stillSignedIn = (await this.#accounts.session(link.hub)) !== undefined;
      if (!stillSignedIn) return { ...NOTHING, link };
      const { files, queue } = await copy.overview({ offline: true }).catch(() => NOTHING);
      return { link, account, files, queue, behind: undefined, problem };
    }
  }

  async #tellContext(): Promise<void> {
    const { link, account, files, queue, problem } = this.#snapshot;
    const contexts: Record<string, boolean> = {
      ready: true,
      linked: link !== undefined,
      signedIn: account !== undefined,
      hubProblem: problem !== undefined,
      empty: files.length === 0,
      queued: queue.length > 0,
    };
    await Promise.all(
      Object.entries(contexts).map(([name, value]) =>
        vscode.commands.executeCommand('setContext', `prompthub.${name}`, value),
      ),
    );
  }
}
