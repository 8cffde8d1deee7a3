import type { Me, TokenResponse } from '@prompthub/protocol';

/** What is kept in secret storage for one hub. A personal token neither expires here nor rotates. */
export interface StoredSession {
  readonly id: string;
  readonly kind: 'oauth' | 'personal';
  /** Address of the hub, without a slash at the end. */
  readonly hub: string;
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  readonly account: { readonly id: string; readonly label: string };
}

/** A token is renewed when it has less than this to live, so that a request does not start with a dying one. */
const MARGIN_MS = 60_000;

export function isFresh({ expiresAt }: StoredSession, now: number): boolean {
  return expiresAt === undefined || expiresAt - now > MARGIN_MS;
}

export function personalSession(hub: string, token: string, me: Me): StoredSession {
  return { id: `${hub}#${me.id}`, kind: 'personal', hub, accessToken: token, account: accountOf(me) };
}

export function oauthSession(
  hub: string,
  tokens: TokenResponse,
  details: { me: Me; now: number },
): StoredSession {
  const { me, now } = details;
  const base = { id: `${hub}#${me.id}`, kind: 'oauth' as const, hub, account: accountOf(me) };
  return { ...base, ...tokenFields(tokens, now) };
}

/** The same session with the tokens of a refresh. */
export function refreshedSession(session: StoredSession, tokens: TokenResponse, now: number): StoredSession {
  return { ...session, ...tokenFields(tokens, now) };
}

/** Undefined for what is not a stored session, for example of another version of this extension. */
export function parseSession(text: string | undefined): StoredSession | undefined {
  if (!text) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return isSession(value) ? value : undefined;
}

function isSession(value: unknown): value is StoredSession {
  if (typeof value !== 'object' || value === null) return false;
  const session = value as Partial<Record<keyof StoredSession, unknown>>;
  const account = session.account as Partial<Record<'id' | 'label', unknown>> | null | undefined;
  return (
    [session.id, session.hub, session.accessToken, account?.id, account?.label].every(
      (part) => typeof part === 'string',
    ) &&
    (session.kind === 'personal' ||
      (session.kind === 'oauth' &&
        typeof session.refreshToken === 'string' &&
        typeof session.expiresAt === 'number'))
  );
}

function accountOf(me: Me): StoredSession['account'] {
  return { id: me.id, label: me.email };
}

function tokenFields(tokens: TokenResponse, now: number) {
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    expiresAt: now + tokens.expires_in * 1000,
  };
}
