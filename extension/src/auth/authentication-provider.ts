import * as vscode from 'vscode';
import { hubName } from '../hub/hub-address';
import type { Accounts } from './accounts';
import type { StoredSession } from './stored-session';

export const AUTHENTICATION_ID = 'prompthub';

/**
 * Shows our accounts in the editor's Accounts menu. A session's only scope is the address of its hub, so that a person
 * may be signed in at several.
 */
export class HubAuthenticationProvider implements vscode.AuthenticationProvider, vscode.Disposable {
  readonly #accounts: Accounts;
  readonly #askForHub: () => Promise<string | undefined>;
  readonly #changed =
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>();
  readonly #subscription: vscode.Disposable;
  #known = new Map<string, vscode.AuthenticationSession>();
  #comparing: Promise<void> = Promise.resolve();

  readonly onDidChangeSessions = this.#changed.event;

  constructor(accounts: Accounts, askForHub: () => Promise<string | undefined>) {
    this.#accounts = accounts;
    this.#askForHub = askForHub;
    this.#subscription = accounts.onDidChange(() => {
      this.#comparing = this.#comparing.then(() => this.#compare()).catch(() => undefined);
    });
  }

  async getSessions(scopes: readonly string[] | undefined): Promise<vscode.AuthenticationSession[]> {
    const stored = (await this.#accounts.sessions()).filter(
      ({ hub }) => !scopes?.length || scopes.includes(hub),
    );
    const sessions = (await Promise.all(stored.map((session) => this.#withToken(session)))).flatMap(
      (session) => session ?? [],
    );
    for (const session of sessions) this.#known.set(session.id, session);
    return sessions;
  }

  async createSession(scopes: readonly string[]): Promise<vscode.AuthenticationSession> {
    const hub = scopes[0] ?? (await this.#askForHub());
    if (!hub) throw new Error('Name a hub to sign in to: link the folder, or set `prompthub.hub`.');
    return toSession(await this.#accounts.signIn(hub));
  }

  async removeSession(id: string): Promise<void> {
    const session = (await this.#accounts.sessions()).find((candidate) => candidate.id === id);
    if (session) await this.#accounts.signOut(session.hub);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  /** With a token that can be used now; a session whose hub is away keeps its old one. */
  async #withToken(session: StoredSession): Promise<vscode.AuthenticationSession | undefined> {
    try {
      const token = await this.#accounts.token(session.hub);
      return token ? toSession({ ...session, accessToken: token }) : undefined;
    } catch (error) {
      const ended = error instanceof Error && error.name === 'SessionEndedError';
      return ended ? undefined : toSession(session);
    }
  }

  async #compare(): Promise<void> {
    const now = new Map((await this.#accounts.sessions()).map((session) => [session.id, toSession(session)]));
    const before = this.#known;
    this.#known = now;
    const added = [...now.values()].filter(({ id }) => !before.has(id));
    const removed = [...before.values()].filter(({ id }) => !now.has(id));
    const changed = [...now.values()].filter(
      ({ id, accessToken }) => before.has(id) && before.get(id)?.accessToken !== accessToken,
    );
    if (added.length + removed.length + changed.length > 0) this.#changed.fire({ added, removed, changed });
  }
}

function toSession({ id, hub, accessToken, account }: StoredSession): vscode.AuthenticationSession {
  return { id, accessToken, account: { id, label: `${account.label} (${hubName(hub)})` }, scopes: [hub] };
}
