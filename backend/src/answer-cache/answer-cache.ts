import { Injectable } from '@nestjs/common';
import { HubConfig } from '../config/hub-config';
import { RedisConnection } from '../redis/redis-connection';
import { type Answer, type KeptAnswer, LARGEST_ANSWER } from './kept-answer';
import { MemoryAnswers } from './memory-answers';
import { RedisAnswers } from './redis-answers';

/**
 * Answers of models, to be given again to equal questions. Never fails, and makes nobody wait longer than one command of Redis
 * may take. Equal questions that are asked at the same time are not made one: each has its own budget, deadline and stream.
 */
@Injectable()
export class AnswerCache {
  readonly #memory = new MemoryAnswers();
  /** What hubs share; while it is away each has its own. */
  readonly #shared: RedisAnswers | undefined;

  constructor(redis: RedisConnection, config: HubConfig) {
    if (redis.client !== undefined) this.#shared = new RedisAnswers(redis, config.encryptionKeys);
  }

  /** The answer to the question of this key (`answerKey`), when one is kept that is younger than so many seconds. */
  async get(key: string, maxAgeSeconds: number): Promise<KeptAnswer | undefined> {
    try {
      if (this.#shared !== undefined) return await this.#shared.get(key, maxAgeSeconds);
    } catch {
      // Redis is away: what this hub keeps itself has to do.
    }
    return this.#memory.get(key, maxAgeSeconds);
  }

  /** Keeps an answer for so many seconds, in place of an older one, unless it is very large. Returns before it is kept. */
  put(key: string, answer: Answer, ttlSeconds: number): void {
    const kept: KeptAnswer = { ...answer, keptAt: new Date().toISOString() };
    const json = JSON.stringify(kept);
    if (Buffer.byteLength(json) > LARGEST_ANSWER) return;
    this.#memory.put(key, json, ttlSeconds);
    this.#shared?.put(key, json, ttlSeconds);
  }
}
