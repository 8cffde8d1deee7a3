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
  readonly #known = new LeastRecentlyUsed<User>(CAPACITY);

  get(token: string, now = Date.now()): User | undefined {
    const user = this.#known.get(token);
    return user?.expiresAt !== undefined && now < user.expiresAt ? user : undefined;
  }

  /** Only for a token that was verified. One that does not say when it expires is not remembered. */
  add(token: string, user: User): void {
    if (user.expiresAt !== undefined) this.#known.set(token, user, 1);
  }
}
