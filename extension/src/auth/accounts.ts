import * as vscode from 'vscode';
import type { HubClient } from '@prompthub/client';
import { hubName } from '../hub/hub-address';
import { Hubs } from '../hub/hubs';
import { OAuthFlow, SignInError } from './oauth-flow';
import { createPkce, createState } from './pkce';
import { SessionStore } from './session-store';
import { oauthSession, personalSession, type StoredSession } from './stored-session';

/** The name of this extension at every hub (a public client: it has no secret). */
const CLIENT_ID = 'prompthub-vscode';

export interface AccountsOptions {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
}

/** Who is signed in at which hub. Tokens live in secret storage alone; what happens in other windows is noticed. */
export class Accounts implements vscode.Disposable {
  readonly hubs: Hubs;
  readonly flow = new OAuthFlow();
  readonly #extensionId: string;
  readonly #log: vscode.LogOutputChannel;
  readonly #store: SessionStore;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];

  readonly onDidChange = this.#changed.event;

  constructor({ context, log }: AccountsOptions) {
    this.#extensionId = context.extension.id;
    this.#log = log;
    this.#store = new SessionStore({
      secrets: context.secrets,
      refresh: (session) => this.#refresh(session),
      isEnded: (error) =>
        error instanceof Error && 'status' in error && [400, 401].includes(Number(error.status)),
    });
    this.hubs = new Hubs((hub, refused) => this.#store.token(hub, refused));
    this.#disposables.push(
      context.secrets.onDidChange(({ key }) => {
        if (key.startsWith('session:')) this.#changed.fire();
      }),
    );
  }

  /** A client that carries the token of whoever is signed in at this hub. */
  client(hub: string): Promise<HubClient> {
    return this.hubs.client(hub);
  }

  session(hub: string): Promise<StoredSession | undefined> {
    return this.#store.get(hub);
  }

  sessions(): Promise<StoredSession[]> {
    return this.#store.list();
  }

  /** @throws SessionEndedError when the hub has ended the session */
  async token(hub: string): Promise<string | undefined> {
    return this.#store.token(hub);
  }

  /** @throws SignInError, or what the hub answered */
  async signIn(hub: string): Promise<StoredSession> {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: `Signing in to ${hubName(hub)}. Go on in the browser…`,
      cancellable: true,
    };
    const session = await vscode.window.withProgress(options, (_progress, token) =>
      this.#browserSignIn(hub, token),
    );
    await this.#store.put(session);
    this.#log.info(`Signed in to ${hub} as ${session.account.label}.`);
    return session;
  }

  /**
   * @param token `phub_…`, as the hub showed it once
   * @throws SignInError when it is no token, or what the hub answered
   */
  async signInWithToken(hub: string, token: string): Promise<StoredSession> {
    if (!/^phub_[\w-]+$/.test(token)) throw new SignInError('A personal token begins with phub_.');
    const me = await (await this.hubs.clientWith(hub, token)).me();
    const session = personalSession(hub, token, me);
    await this.#store.put(session);
    this.#log.info(`Signed in to ${hub} as ${session.account.label} with a personal token.`);
    return session;
  }

  /** Forgets the tokens here, and tells the hub to; a hub that is away does not keep anybody signed in. */
  async signOut(hub: string): Promise<void> {
    const session = await this.#store.get(hub);
    await this.#store.remove(hub);
    if (!session?.refreshToken) return;
    try {
      await (await this.hubs.clientWith(hub)).oauth.revoke(session.refreshToken);
    } catch (error) {
      this.#log.warn(
        `Signed out here, but ${hub} could not be told: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  dispose(): void {
    this.#disposables.forEach((disposable) => void disposable.dispose());
  }

  async #browserSignIn(hub: string, cancellation: vscode.CancellationToken): Promise<StoredSession> {
    const { oauth } = await this.hubs.clientWith(hub);
    const { verifier, challenge } = createPkce();
    const state = createState();
    const redirectUri = await this.flow.redirectUri(this.#extensionId);
    const page = oauth.authorizeUrl({ clientId: CLIENT_ID, redirectUri, codeChallenge: challenge, state });
    const code = await this.flow.code(page, state, cancellation);
    const tokens = await oauth.exchangeCode({
      clientId: CLIENT_ID,
      code,
      codeVerifier: verifier,
      redirectUri,
    });
    const me = await (await this.hubs.clientWith(hub, tokens.access_token)).me();
    return oauthSession(hub, tokens, { me, now: Date.now() });
  }

  async #refresh({ hub, refreshToken }: StoredSession) {
    const { oauth } = await this.hubs.clientWith(hub);
    return oauth.refresh({ clientId: CLIENT_ID, refreshToken: refreshToken ?? '' });
  }
}
