import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { RedisConnection } from '../redis/redis-connection';
import { countOf } from '../spending/charge-scopes';
import type { Spender } from '../spending/spender';
import type { CallCounts } from './call-counts';
import { type AppliedLimit, Entry } from './entry';
import { HeldCalls } from './held-calls';
import { KnownLimits, type LimitRow } from './known-limits';
import { OwnCounts } from './own-counts';
import { PostgresCounts } from './postgres-counts';
import { RedisCounts } from './redis-counts';

/** A call that was let in, and counts until it leaves. */
export interface Passage {
  /**
   * Returns at once; only the first time counts. `usedTokens`: what the call used in truth, in place of the estimate it was
   * let in with; undefined when nobody knows.
   */
  leave(usedTokens: number | undefined): void;
}

/** Holds calls of models against the rate limits of their organization. */
@Injectable()
export class RateLimits implements BeforeApplicationShutdown {
  readonly #counts: CallCounts;
  readonly #held: HeldCalls;
  /** Without the database no call is made at all, so that only Redis needs one. */
  readonly #insurance: OwnCounts | undefined;
  readonly #leaving = new Set<Promise<void>>();

  constructor(
    @InjectDataSource() dataSource: DataSource,
    redis: RedisConnection,
    private readonly known: KnownLimits,
  ) {
    const { client } = redis;
    this.#counts = client === undefined ? new PostgresCounts(dataSource) : new RedisCounts(redis, client);
    this.#held = new HeldCalls(this.#counts);
    this.#insurance = client === undefined ? undefined : new OwnCounts();
  }

  /** @throws ProblemError 429 `rate-limit-reached`, with `retry-after`, when a limit that counts the call is used up. */
  async enter(
    spender: Spender,
    { estimateTokens, signal }: { estimateTokens: () => number; signal?: AbortSignal },
  ): Promise<Passage> {
    const limits = applied(await this.known.of(spender.organizationId), spender);
    signal?.throwIfAborted();
    if (limits.length === 0) return { leave: () => undefined };
    const entry = new Entry({
      counts: this.#counts,
      insurance: this.#insurance,
      held: this.#held,
      estimateTokens,
    });
    try {
      for (const limit of limits) await entry.take(limit);
      signal?.throwIfAborted();
    } catch (error) {
      await entry.undo();
      throw error;
    }
    let hasLeft = false;
    return {
      leave: (usedTokens) => {
        if (!hasLeft) this.#track(entry.leave(usedTokens));
        hasLeft = true;
      },
    };
  }

  /** Everything is given back, and every use counted, of the calls that have left so far. */
  async settled(): Promise<void> {
    await Promise.all(this.#leaving);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#held.stop();
    await this.settled();
  }

  #track(leaving: Promise<void>): void {
    this.#leaving.add(leaving);
    void leaving.finally(() => this.#leaving.delete(leaving));
  }
}

/** The narrowest first: whoever is over a limit of their own takes nothing, not even for a moment, of what others share. */
const WIDTH: readonly LimitRow['scope'][] = [
  'key',
  'user',
  'prompt',
  'environment',
  'project',
  'organization',
];

function applied(limits: readonly LimitRow[], spender: Spender): AppliedLimit[] {
  return limits
    .flatMap((limit): AppliedLimit[] => {
      const count = countOf(limit, spender);
      return count === undefined ? [] : [{ limit, key: `${limit.id} ${count}` }];
    })
    .sort((one, other) => WIDTH.indexOf(one.limit.scope) - WIDTH.indexOf(other.limit.scope));
}
