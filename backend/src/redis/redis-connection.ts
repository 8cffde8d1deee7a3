import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Redis, ReplyError } from 'ioredis';
import { HubConfig } from '../config/hub-config';
import { PassBy } from './pass-by';
import { RedisAway } from './redis-away';

/** What an answer of Redis may take at most; whoever asks goes on without it then. Milliseconds. */
export const COMMAND_MS = 50;

const CONNECT_MS = 5_000;
/** A connection that owes an answer for so long is dead, and is made anew. */
const SILENCE_MS = 1_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * The hub's one connection to Redis, which may be away at any time, at the start too: it comes back by itself, and meanwhile a
 * command fails at once instead of waiting for it. All keys begin with `prompthub:`.
 */
@Injectable()
export class RedisConnection implements OnApplicationShutdown {
  /** Undefined where the hub has none. Its errors carry commands with their arguments, so they belong in no log. */
  readonly client: Redis | undefined;
  readonly #logger = new Logger(RedisConnection.name);
  readonly #passBy = new PassBy();
  #isLost = false;
  #isRefused = false;

  constructor({ redisUrl }: HubConfig) {
    if (redisUrl !== undefined) this.client = this.#connect(redisUrl);
  }

  /**
   * Asks Redis; without one, while it is away, and for a while after it failed, without any wait.
   * @throws whatever `work` rejects with, `RedisAway` when it was not asked; within `COMMAND_MS` for each command.
   */
  async ask<Answer>(work: (client: Redis) => Promise<Answer>): Promise<Answer> {
    const { client } = this;
    if (client?.status !== 'ready') throw new RedisAway();
    try {
      return await this.#passBy.attempt(() => work(client));
    } catch (error) {
      if (error instanceof Error && error instanceof ReplyError) this.#refused(error);
      throw error;
    }
  }

  onApplicationShutdown(): void {
    this.client?.disconnect();
  }

  #connect(url: string): Redis {
    const client = new Redis(url, {
      keyPrefix: 'prompthub:',
      connectionName: 'prompthub',
      connectTimeout: CONNECT_MS,
      commandTimeout: COMMAND_MS,
      socketTimeout: SILENCE_MS,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (attempt) =>
        Math.random() * Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(attempt, 10)),
    });
    client.on('error', (error) => this.#lost(error));
    client.on('close', () => this.#lost());
    client.on('ready', () => this.#found());
    return client;
  }

  #lost(error?: Error): void {
    if (this.#isLost || this.client?.status === 'end') return;
    this.#isLost = true;
    this.#logger.warn(`Redis is away${reasonOf(error)}. The hub goes on without it, and tries again.`);
  }

  /** It is full (`OOM`), for example, or this account may not do what is asked (`NOPERM`): told once for each connection. */
  #refused(error: Error): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    this.#logger.warn(`Redis refuses what it is asked${reasonOf(error)}. The hub goes on without that.`);
  }

  #found(): void {
    if (this.#isLost) this.#logger.log('Redis is back.');
    this.#isLost = false;
    this.#isRefused = false;
    this.#passBy.forget();
  }
}

/** The code of the system (`ECONNREFUSED`) or of Redis (`WRONGPASS`); the rest of a message may repeat what was sent. */
function reasonOf(error: (Error & { code?: unknown }) | undefined): string {
  if (error === undefined) return '';
  const code = typeof error.code === 'string' ? error.code : /^[A-Z]{3,}\b/.exec(error.message)?.[0];
  return code === undefined ? '' : ` (${code})`;
}
