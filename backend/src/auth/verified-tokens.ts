import { LeastRecentlyUsed } from '../common/least-recently-used';
import type { AuthenticatedRequest } from '../common/actor';

type User = NonNullable<AuthenticatedRequest['user']>;

/** Tokens kept in memory; one takes about a kilobyte. */
const CAPACITY = 5_000;

/**
 * Whose tokens they are that this hub has looked at already, at most until they expire. Nothing that is believed of them here
 * ever changes, so that looking again would find the same; whether they are still good is for `access` to say.
 */
export class VerifiedTokens {
  readonly #known = new LeastRecentlyUsed<{ user: User; until: number }>(CAPACITY);

  get(token: string, now = Date.now()): User | undefined {
    const known = this.#known.get(token);
    return known !== undefined && now < known.until ? known.user : undefined;
  }

  /** Only for a token that was verified. One that does not say when it expires is not remembered. `until`: since 1970. */
  add(token: string, user: User, until = Infinity): void {
    const { expiresAt } = user;
    if (expiresAt !== undefined) this.#known.set(token, { user, until: Math.min(until, expiresAt) }, 1);
  }
}
