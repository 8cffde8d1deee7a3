import { HubClient } from '../../hub-client';
import { HubError } from '../../errors';
import type { TokenStore, StoredToken } from './token-store';

export interface TokenSourceOptions {
  readonly store: TokenStore;
  readonly hub: string;
  readonly fetch?: typeof fetch;
  /** A token from the environment; wins over the stored one. */
  readonly override?: string;
  readonly now?: () => number;
}

/** Refresh this long before the end, for clocks that differ. */
const MARGIN_MS = 30_000;

/**
 * The `token` function of HubClient: the stored token, refreshed when it is over or was refused. Refreshing happens once
 * over all processes: the lock's next holder finds the new token in the store.
 */
export function tokenSource(options: TokenSourceOptions): (refused?: string) => Promise<string | undefined> {
  const { store, hub, override, now = Date.now } = options;
  const usable = (token: StoredToken, refused: string | undefined): string | undefined => {
    if (token.kind === 'personal') return token.token;
    const fresh = token.expiresAt - MARGIN_MS > now() && token.accessToken !== refused;
    return fresh ? token.accessToken : undefined;
  };
  return async (refused) => {
    if (override) return override;
    const stored = await store.get(hub);
    if (!stored) return undefined;
    return (
      usable(stored, refused) ??
      store.exclusively(async (write) => {
        const current = await store.get(hub);
        if (!current) return undefined;
        const token = usable(current, refused);
        if (token !== undefined || current.kind !== 'oauth') return token;
        const next = await refresh(current, options);
        await write(hub, next);
        return next?.accessToken;
      })
    );
  };
}

type OAuthTokens = Extract<StoredToken, { kind: 'oauth' }>;

/** Undefined when the hub no longer accepts the refresh token: signed out. */
async function refresh(
  token: OAuthTokens,
  { hub, fetch, now = Date.now }: TokenSourceOptions,
): Promise<OAuthTokens | undefined> {
  try {
    const { oauth } = new HubClient({ baseUrl: hub, fetch });
    const answer = await oauth.refresh({ clientId: token.clientId, refreshToken: token.refreshToken });
    return {
      kind: 'oauth',
      clientId: token.clientId,
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token,
      expiresAt: now() + answer.expires_in * 1000,
    };
  } catch (error) {
    if (error instanceof HubError && [400, 401].includes(error.status)) return undefined;
    throw error;
  }
}
