import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { networkOf } from '../../common/network-of';
import { ProblemError } from '../../common/problem';

const QUARTER_HOUR = 15 * 60;

/**
 * Failed attempts allowed, and the seconds after which they are forgotten. A stranger who guesses from one address
 * is stopped by `guess` long before the account itself is, so that its owner can still sign in from elsewhere; only
 * guessing from several addresses stops the account (OWASP Authentication Cheat Sheet, "Account Lockout").
 */
const LIMITS = {
  /** Guessing one account's password from one address. */
  guess: { points: 10, duration: QUARTER_HOUR },
  /** Guessing one account's password from anywhere. One address alone gets to 40 within the hour. */
  account: { points: 100, duration: 60 * 60 },
  /** Guessing from one address, over all accounts. */
  address: { points: 100, duration: QUARTER_HOUR },
  /** Guessing one-time links, codes and refresh tokens from one address. */
  secret: { points: 100, duration: QUARTER_HOUR },
};
export type LimitedThing = keyof typeof LIMITS;

/** Whose attempts are counted; `account` where passwords are. */
export interface Guesser {
  readonly ip: string;
  readonly account?: string;
}

/** Counts attempts in PostgreSQL, so that several hubs count together and a restart forgets nothing. */
@Injectable()
export class RateLimitsService {
  readonly #limiters: Record<LimitedThing, RateLimiterPostgres>;

  constructor(@InjectDataSource() dataSource: DataSource) {
    const limiter = (keyPrefix: LimitedThing): RateLimiterPostgres =>
      new RateLimiterPostgres({
        storeClient: dataSource,
        storeType: 'typeorm',
        tableName: 'rate_limits',
        tableCreated: true,
        clearExpiredByTimeout: true,
        keyPrefix,
        ...LIMITS[keyPrefix],
      });
    this.#limiters = {
      guess: limiter('guess'),
      account: limiter('account'),
      address: limiter('address'),
      secret: limiter('secret'),
    };
  }

  /** Counts one attempt. @throws ProblemError 429 with `retry-after` when there were too many. */
  async attempt(thing: LimitedThing, guesser: Guesser): Promise<void> {
    try {
      await this.#limiters[thing].consume(keyOf(thing, guesser));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw new ProblemError(
        429,
        'too-many-attempts',
        `Too many attempts. Try again in ${Math.ceil(seconds / 60)} minutes.`,
      ).withHeaders({ 'retry-after': String(seconds) });
    }
  }

  /** Takes an attempt back that turned out to be right; for `guess` also the wrong ones before it. */
  async succeeded(thing: LimitedThing, guesser: Guesser): Promise<void> {
    await (thing === 'guess'
      ? this.#limiters[thing].delete(keyOf(thing, guesser))
      : this.#limiters[thing].reward(keyOf(thing, guesser)));
  }
}

/** Short, of fixed length, and no e-mail address in a table that is no one's. */
function keyOf(thing: LimitedThing, { ip, account = '' }: Guesser): string {
  const key =
    thing === 'account' ? account : thing === 'guess' ? `${networkOf(ip)}\0${account}` : networkOf(ip);
  return createHash('sha256').update(key).digest('base64url');
}
