import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Redis } from 'ioredis';
import type { RedisConnection } from '../redis/redis-connection';
import { type CallCounts, COUNTER, HELD_FOR_MS, type HeldCall } from './call-counts';

/** Counts in Redis. What fails there fails within the connection's small timeout. */
export class RedisCounts implements CallCounts {
  readonly #minutes: RateLimiterRedis;

  constructor(
    private readonly redis: RedisConnection,
    client: Redis,
  ) {
    this.#minutes = new RateLimiterRedis({ ...COUNTER, storeClient: client });
  }

  async add(minute: string, points: number): Promise<number> {
    return (await this.redis.ask(() => this.#minutes.penalty(minute, points))).consumedPoints;
  }

  async hold({ id, key }: HeldCall, most: number): Promise<boolean> {
    return (await this.redis.ask((client) => client.eval(HOLD, 1, setOf(key), HELD_FOR_MS, id, most))) === 1;
  }

  async renew(calls: readonly HeldCall[]): Promise<void> {
    const byKey = Map.groupBy(calls, ({ key }) => key);
    for (const [key, held] of byKey) {
      const ids = held.map(({ id }) => id);
      await this.redis.ask((client) => client.eval(RENEW, 1, setOf(key), HELD_FOR_MS, ...ids));
    }
  }

  async release({ id, key }: HeldCall): Promise<void> {
    await this.redis.ask((client) => client.zrem(setOf(key), id));
  }
}

/** A sorted set: the ids of calls, by the moment at which they are forgotten. */
const setOf = (key: string) => `parallel-calls:${key}`;

/** The clock of Redis itself: hubs need not agree on the time. */
const NOW = `local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local until_then = now + ARGV[1]
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)`;

const HOLD = `${NOW}
  if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
  redis.call('ZADD', KEYS[1], until_then, ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
  return 1`;

const RENEW = `${NOW}
  for i = 2, #ARGV do redis.call('ZADD', KEYS[1], until_then, ARGV[i]) end
  redis.call('PEXPIRE', KEYS[1], ARGV[1])`;
