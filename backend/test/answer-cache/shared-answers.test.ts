import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import type { Redis } from 'ioredis';
import { AnswerCache } from '../../src/answer-cache/answer-cache';
import type { Answer } from '../../src/answer-cache/kept-answer';
import type { HubConfig } from '../../src/config/hub-config';
import { COMMAND_MS, RedisConnection } from '../../src/redis/redis-connection';
import { describeWithRedis, RedisServer, whenReady } from '../redis-server';

const keys = [randomBytes(32)];
const KEY = 'a'.repeat(64);
const PLACE = `answer:${KEY}`;

const answerOf = (text: string): Answer => ({
  model: 'openai/gpt-5-mini',
  text,
  toolCalls: [{ id: 'c1', name: 'find', arguments: '{"a":1}' }],
  finishReason: 'stop',
  usage: { inputTokens: 3, outputTokens: 1, estimated: false },
});

interface Hub {
  readonly cache: AnswerCache;
  readonly redis: RedisConnection;
  readonly client: Redis;
}

describeWithRedis('answers that hubs share', () => {
  let server: RedisServer;
  const hubs: Hub[] = [];

  async function hub(encryptionKeys = keys): Promise<Hub> {
    const config = { redisUrl: server.url, encryptionKeys } as unknown as HubConfig;
    const redis = new RedisConnection(config);
    const client = redis.client as Redis;
    const started = { cache: new AnswerCache(redis, config), redis, client };
    hubs.push(started);
    await whenReady(client);
    return started;
  }

  /** Puts, and waits until it is there: what follows on the same connection is answered after it. */
  async function keep({ cache, client }: Hub, text: string, ttlSeconds = 60): Promise<void> {
    cache.put(KEY, answerOf(text), ttlSeconds);
    await client.ping();
  }

  const textFrom = async ({ cache }: Hub, maxAgeSeconds = 60): Promise<string | undefined> =>
    (await cache.get(KEY, maxAgeSeconds))?.text;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await RedisServer.start();
  });

  afterEach(async () => {
    await hubs[0]?.client.flushall().catch(() => undefined);
    for (const { redis } of hubs.splice(0)) redis.onApplicationShutdown();
  });

  afterAll(() => server.kill());

  test('what one keeps the other gives, whole, and with the time when it was kept', async () => {
    const [one, other] = [await hub(), await hub()];
    await keep(one, 'hello');
    const kept = await other.cache.get(KEY, 60);
    expect(kept).toEqual({ ...answerOf('hello'), keptAt: expect.any(String) as string });
    expect(await other.cache.get('b'.repeat(64), 60)).toBeUndefined();
    await keep(other, 'newer');
    expect(await textFrom(one)).toBe('newer');
  });

  test('an answer is as old as Redis says, whatever the clocks of the hubs', async () => {
    const [one, other] = [await hub(), await hub()];
    await keep(one, 'hello', 1000);
    await one.client.expire(PLACE, 500);
    expect(await textFrom(other, 400)).toBeUndefined();
    expect(await textFrom(other, 600)).toBe('hello');
    expect(await textFrom(one, 400)).toBeUndefined();
  });

  test('an answer leaves Redis by itself', async () => {
    const one = await hub();
    await keep(one, 'hello', 7);
    const leftMs = await one.client.pttl(PLACE);
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(7000);
  });

  test('answers do not lie open, and open with the keys of these hubs alone, old ones included', async () => {
    const one = await hub();
    await keep(one, 'something private');
    expect((await one.client.getBuffer(PLACE))?.includes('private')).toBe(false);
    expect(await textFrom(await hub([randomBytes(32)]))).toBeUndefined();
    expect(await textFrom(await hub([randomBytes(32), ...keys]))).toBe('something private');
  });

  test('an answer in the place of another one is none', async () => {
    const one = await hub();
    await keep(one, 'hello');
    await one.client.rename(PLACE, `answer:${'b'.repeat(64)}`);
    expect(await one.cache.get('b'.repeat(64), 60)).toBeUndefined();
  });

  test('what somebody damaged or put there is none, and a new answer takes its place', async () => {
    const [one, other] = [await hub(), await hub()];
    await keep(one, 'hello');
    const sealed = (await one.client.getBuffer(PLACE)) as Buffer;
    const damaged = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(sealed.length - 1).map((length) => sealed.subarray(0, length)),
      fc.tuple(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bits]) => {
        const copy = Buffer.from(sealed);
        copy[at] = (copy[at] ?? 0) ^ bits;
        return copy;
      }),
    );
    await fc.assert(
      fc.asyncProperty(damaged, async (value) => {
        await one.client.set(PLACE, value, 'EX', 60);
        expect(await textFrom(other)).toBeUndefined();
      }),
    );
    await one.client.set(PLACE, sealed);
    expect(await textFrom(other)).toBeUndefined();
    await one.client.del(PLACE);
    await one.client.rpush(PLACE, 'a list');
    expect(await textFrom(other)).toBeUndefined();
    await keep(one, 'again');
    expect(await textFrom(other)).toBe('again');
  });

  test('when Redis is killed each hub goes on with what it keeps itself; when it is back they share again', async () => {
    const [one, other] = [await hub(), await hub()];
    await keep(one, 'hello');
    const closed = [one, other].map(({ client }) => new Promise((resolve) => client.once('close', resolve)));
    await server.kill();
    await Promise.all(closed);
    expect(await textFrom(one)).toBe('hello');
    expect(await textFrom(other)).toBeUndefined();
    other.cache.put(KEY, answerOf('of the other'), 60);
    expect(await textFrom(other)).toBe('of the other');
    await server.restart();
    await Promise.all([one, other].map(({ client }) => whenReady(client)));
    expect(await textFrom(one)).toBeUndefined();
    await keep(one, 'shared');
    expect(await textFrom(other)).toBe('shared');
  });

  test('when Redis answers nobody, a hub soon stops asking it, and never fails', async () => {
    const one = await hub();
    await keep(one, 'hello');
    const multi = jest.spyOn(one.client, 'multi');
    one.client.options.commandTimeout = COMMAND_MS;
    server.freeze();
    for (let i = 0; i < 20; i++) expect(await textFrom(one)).toBe('hello');
    server.thaw();
    expect(multi.mock.calls.length).toBeLessThan(10);
  });
});
