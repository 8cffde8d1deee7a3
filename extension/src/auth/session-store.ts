import type * as vscode from 'vscode';
import type { TokenResponse } from '@prompthub/protocol';
import { isFresh, parseSession, refreshedSession, type StoredSession } from './stored-session';

/** The hub will not take the refresh token any more: the person has to sign in again. */
export class SessionEndedError extends Error {
  constructor(hub: string) {
    super(`Your session at ${hub} has ended. Sign in again.`);
    this.name = 'SessionEndedError';
  }
}

export interface SessionStoreOptions {
  readonly secrets: vscode.SecretStorage;
  /** Asks the hub for the next pair of tokens. */
  refresh(session: StoredSession): Promise<TokenResponse>;
  /** Whether an error of `refresh` means that the session is over, rather than that the hub is away. */
  isEnded(error: unknown): boolean;
  readonly now?: () => number;
}

/**
 * Sessions, one for each hub, in secret storage alone. Windows share that storage, so what it holds is read again
 * before each refresh and after each refused one: the window that comes second uses what the first one stored.
 */
export class SessionStore {
  readonly #options: SessionStoreOptions;
  readonly #now: () => number;
  readonly #refreshing = new Map<string, Promise<string>>();

  constructor(options: SessionStoreOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  async get(hub: string): Promise<StoredSession | undefined> {
    return parseSession(await this.#options.secrets.get(PREFIX + hub));
  }

  async list(): Promise<StoredSession[]> {
    const names = (await this.#options.secrets.keys()).filter((name) => name.startsWith(PREFIX)).sort();
    const sessions = await Promise.all(names.map((name) => this.#options.secrets.get(name)));
    return sessions.flatMap((text) => parseSession(text) ?? []);
  }

  async put(session: StoredSession): Promise<void> {
    await this.#options.secrets.store(PREFIX + session.hub, JSON.stringify(session));
  }

  async remove(hub: string): Promise<void> {
    await this.#options.secrets.delete(PREFIX + hub);
  }

  /**
   * A token that can be used now; undefined when nobody is signed in there.
   * @param refused a token that the hub has just answered 401 to
   * @throws SessionEndedError, or what `refresh` threw when the hub is away
   */
  async token(hub: string, refused?: string): Promise<string | undefined> {
    const session = await this.get(hub);
    if (!session) return undefined;
    if (session.accessToken !== refused && isFresh(session, this.#now())) return session.accessToken;
    if (session.kind === 'personal') return session.accessToken;
    const running =
      this.#refreshing.get(hub) ?? this.#refresh(session).finally(() => this.#refreshing.delete(hub));
    this.#refreshing.set(hub, running);
    return running;
  }

  async #refresh(session: StoredSession): Promise<string> {
    try {
      const tokens = await this.#options.refresh(session);
      const renewed = refreshedSession(session, tokens, this.#now());
      // Signed out while we were asking: what came must not bring the session back.
      if (await this.get(session.hub)) await this.put(renewed);
      return renewed.accessToken;
    } catch (error) {
      if (!this.#options.isEnded(error)) throw error;
      const current = await this.get(session.hub);
      if (current && current.refreshToken !== session.refreshToken && isFresh(current, this.#now())) {
        return current.accessToken;
      }
      await this.remove(session.hub);
      throw new SessionEndedError(session.hub);
    }
  }
}

const PREFIX = 'session:';
