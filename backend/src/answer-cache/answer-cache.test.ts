import { randomBytes } from 'node:crypto';
import { unwrap, UnknownEncryptionKeyError } from '../common/envelope';
import type { HubConfig } from '../config/hub-config';
import type { RedisConnection } from '../redis/redis-connection';
import { AnswerCache } from './answer-cache';
import { type Answer, LARGEST_ANSWER } from './kept-answer';

const answerOf = (text: string): Answer => ({
  model: 'echo/echo',
  text,
  toolCalls: [],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 1, estimated: false },
});

const config = { encryptionKeys: [randomBytes(32)] } as unknown as HubConfig;
const hung = jest.fn<Promise<never>, []>(() => new Promise(() => undefined));

function cacheOn(redis: unknown): AnswerCache {
  return new AnswerCache(redis as RedisConnection, config);
}

test('without a Redis a hub keeps answers itself', async () => {
  const cache = cacheOn({ client: undefined });
  cache.put('a', answerOf('hello'), 60);
  expect(await cache.get('a', 60)).toEqual({ ...answerOf('hello'), keptAt: expect.any(String) as string });
  expect(await cache.get('b', 60)).toBeUndefined();
});

test('an answer that is very large is not kept, in bytes and not in characters', async () => {
  const cache = cacheOn({ client: undefined });
  const fits = LARGEST_ANSWER / 2 - 1000;
  for (const [key, text] of Object.entries({ fits: 'é'.repeat(fits), large: '€'.repeat(fits) }))
    cache.put(key, answerOf(text), 60);
  expect(await cache.get('fits', 60)).toBeDefined();
  expect(await cache.get('large', 60)).toBeUndefined();
});

test('nobody waits for what is being kept, and a Redis that hangs is sent a bounded number of answers', () => {
  const cache = cacheOn({ client: {}, ask: hung });
  for (let i = 0; i < 500; i++) cache.put(String(i), answerOf('hello'), 60);
  expect(hung).toHaveBeenCalledTimes(64);
});

test('what is kept after a while goes to Redis again', async () => {
  const ask = jest.fn(() => Promise.reject(new Error('Command timed out')));
  const cache = cacheOn({ client: {}, ask });
  for (let round = 1; round <= 3; round++) {
    for (let i = 0; i < 100; i++) cache.put(String(i), answerOf('hello'), 60);
    expect(ask).toHaveBeenCalledTimes(64 * round);
    await new Promise(setImmediate);
  }
});

test('what is kept in Redis is sealed, and not with the key that seals provider keys', () => {
  const set = jest.fn((_place: string, _sealed: Buffer) => Promise.resolve('OK'));
  const cache = cacheOn({ client: {}, ask: (work: (client: object) => Promise<unknown>) => work({ set }) });
  cache.put('a', answerOf('hello'), 60);
  const [[place, sealed] = ['', Buffer.of()]] = set.mock.calls;
  expect(sealed.includes('hello')).toBe(false);
  expect(() => unwrap(config.encryptionKeys, sealed, place)).toThrow(UnknownEncryptionKeyError);
});
