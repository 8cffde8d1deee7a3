import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { DataSource } from 'typeorm';
import { ProblemError } from '../../common/problem';

/** Failed attempts allowed, and the seconds after which they are forgotten. */
const LIMITS = {
  /** Guessing one account's password. */
  account: { points: 10, duration: 15 * 60 },
  /** Guessing from one address, over all accounts. */
  address: { points: 100, duration: 15 * 60 },
  /** Guessing one-time links, codes and refresh tokens from one address. */
  secret: { points: 100, duration: 15 * 60 },
};
export type LimitedThing = keyof typeof LIMITS;

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
      account: limiter('account'),
      address: limiter('address'),
      secret: limiter('secret'),
    };
  }

  /** Counts one attempt. @throws ProblemError 429 with `retry-after` when there were too many. */
  async attempt(thing: LimitedThing, key: string): Promise<void> {
    try {
      await this.#limiters[thing].consume(hashKey(key));
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

  /** Takes an attempt back that turned out to be right. */
  async succeeded(thing: LimitedThing, key: string): Promise<void> {
    await (thing === 'account'
      ? this.#limiters[thing].delete(hashKey(key))
      : this.#limiters[thing].reward(hashKey(key)));
  }
}

/** Short, of fixed length, and no e-mail address in a table that is no one's. */
function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url');
}
