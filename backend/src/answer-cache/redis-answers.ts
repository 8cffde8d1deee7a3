import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import { unwrap, wrap } from '../common/envelope';
import type { RedisConnection } from '../redis/redis-connection';
import { keptAnswer, type KeptAnswer } from './kept-answer';

/** What is on its way to Redis at most; further answers are not kept there, so that a slow one does not fill the memory. */
const MOST_PENDING = 64;

const entry = z.object({ ttlMs: z.number(), answer: keptAnswer });

/**
 * Answers that several hubs share in Redis, sealed: what customers' prompts answered does not lie open there, and one answer
 * cannot be put in the place of another. The keys are derived from the hub's, which seal few things themselves: with random
 * nonces, a key must not seal billions. The age of answers is what Redis says is left of their time, so that the clocks of hubs
 * do not matter.
 */
export class RedisAnswers {
  readonly #keys: readonly Buffer[];
  #pending = 0;

  constructor(
    private readonly redis: Pick<RedisConnection, 'ask'>,
    encryptionKeys: readonly Buffer[],
  ) {
    this.#keys = encryptionKeys.map((key) =>
      Buffer.from(hkdfSync('sha256', key, '', 'prompthub kept answers', 32)),
    );
  }

  /** What is there and cannot be read counts as nothing. @throws when Redis is away or slow. */
  async get(key: string, maxAgeSeconds: number): Promise<KeptAnswer | undefined> {
    const place = placeOf(key);
    const replies = await this.redis.ask((client) => client.multi().getBuffer(place).pttl(place).exec());
    const [value, leftMs] = replies?.map(([, reply]) => reply) ?? [];
    if (!Buffer.isBuffer(value) || typeof leftMs !== 'number' || leftMs < 0) return undefined;
    const kept = this.#read(value, key);
    if (kept === undefined || kept.ttlMs - leftMs >= maxAgeSeconds * 1000) return undefined;
    return kept.answer;
  }

  /** `json` is that of a `KeptAnswer`. Returns before it is kept, if it is. */
  put(key: string, json: string, ttlSeconds: number): void {
    if (this.#pending >= MOST_PENDING) return;
    this.#pending += 1;
    const ttlMs = ttlSeconds * 1000;
    const plaintext = Buffer.from(`{"ttlMs":${ttlMs},"answer":${json}}`);
    const sealed = wrap(this.#keys, plaintext, placeOf(key));
    void this.redis
      .ask((client) => client.set(placeOf(key), sealed, 'PX', ttlMs))
      .catch(() => undefined)
      .finally(() => (this.#pending -= 1));
  }

  #read(sealed: Buffer, key: string): z.infer<typeof entry> | undefined {
    try {
      return entry.safeParse(JSON.parse(unwrap(this.#keys, sealed, placeOf(key)).toString())).data;
    } catch {
      return undefined;
    }
  }
}

const placeOf = (key: string): string => `answer:${key}`;
