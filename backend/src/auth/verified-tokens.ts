import { LeastRecentlyUsed } from '../common/least-recently-used';
import type { AuthenticatedRequest } from '../common/actor';

type User = NonNullable<AuthenticatedRequest['user']>;

/** Access tokens kept in memory; one takes about a kilobyte. */
const CAPACITY = 5_000;

/**
 * Access tokens whose signature this hub has checked already, until they expire. A token says itself all that is
 * believed of it, so that checking it again would find the same.
 */
export class VerifiedTokens {
  readonly #known = new LeastRecentlyUsed<{ user: User; expiresAt: number }>(CAPACITY);

  get(token: string, now = Date.now()): User | undefined {
    const entry = this.#known.get(token);
    return entry !== undefined && now < entry.expiresAt ? entry.user : undefined;
  }

  /** Only for a token that was verified: its own word for when it expires is taken. */
  add(token: string, user: User): void {
    const expiresAt = expiryOf(token);
    if (expiresAt !== undefined) this.#known.set(token, { user, expiresAt }, 1);
  }
}

/** Milliseconds since 1970 of the `exp` claim (RFC 7519 §4.1.4). */
function expiryOf(token: string): number | undefined {
  const payload: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const exp = typeof payload === 'object' && payload !== null && 'exp' in payload ? payload.exp : undefined;
  return typeof exp === 'number' ? exp * 1000 : undefined;
}
