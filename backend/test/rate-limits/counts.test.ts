import { randomUUID } from 'node:crypto';
import { type CallCounts, HELD_FOR_MS } from '../../src/rate-limits/call-counts';
import { PostgresCounts } from '../../src/rate-limits/postgres-counts';
import { RedisCounts } from '../../src/rate-limits/redis-counts';
import { describeWithRedis, RedisServer } from '../redis-server';
import { database } from './database';
import { type Limited, startLimited } from './limited';

describe('in PostgreSQL', () => {
  let limited: Limited;
  beforeAll(async () => {
    limited = await startLimited(await database());
  });
  afterAll(() => limited?.[Symbol.asyncDispose]());

  counting(
    () => new PostgresCounts(limited.dataSource),
    () => limited.dataSource.query('DELETE FROM parallel_calls'),
  );

  test('what hubs that have died held is swept away', async () => {
    const counts = new PostgresCounts(limited.dataSource);
    const call = () => ({ id: randomUUID(), key: 'a limit' });
    const going = call();
    expect([await counts.hold(call(), 2), await counts.hold(going, 2)]).toEqual([true, true]);
    await limited.dataSource.query(
      `UPDATE parallel_calls SET expires_at = expires_at - $1 * interval '1 millisecond'`,
      [HELD_FOR_MS],
    );
    await counts.renew([going]);
    expect(await limited.dataSource.query('SELECT id FROM parallel_calls')).toEqual([{ id: going.id }]);
  });
});

describeWithRedis('in Redis', () => {
  let server: RedisServer;
  let limited: Limited;
  beforeAll(async () => {
    server = await RedisServer.start();
    limited = await startLimited({ ...(await database()), redisUrl: server.url });
  });
  afterAll(async () => {
    await limited?.[Symbol.asyncDispose]();
    await server?.kill();
  });

  counting(
    () => {
      const { client } = limited.redis;
      if (client === undefined) throw new Error('no Redis');
      return new RedisCounts(limited.redis, client);
    },
    () => limited.redis.client?.flushall(),
  );
});

/** What every place to count in does. `lose`: it comes back empty from a crash. */
function counting(start: () => CallCounts, lose: () => unknown): void {
  const call = (key: string) => ({ id: randomUUID(), key });

  test('adds to the count of a minute, and takes away', async () => {
    const counts = start();
    const [minute, other] = [randomUUID(), randomUUID()];
    expect(await counts.add(minute, 5)).toBe(5);
    expect(await counts.add(minute, 0)).toBe(5);
    expect(await counts.add(minute, -2)).toBe(3);
    expect(await counts.add(other, 1_000_000_000)).toBe(1_000_000_000);
    expect(await counts.add(minute, 4)).toBe(7);
  });

  test('holds calls up to the limit, each key for itself, until they are released', async () => {
    const counts = start();
    const [key, other] = [randomUUID(), randomUUID()];
    const first = call(key);
    expect(await counts.hold(first, 2)).toBe(true);
    expect(await counts.hold(call(key), 2)).toBe(true);
    expect(await counts.hold(call(key), 2)).toBe(false);
    expect(await counts.hold(call(other), 1)).toBe(true);
    await counts.release(first);
    expect(await counts.hold(call(key), 2)).toBe(true);
    expect(await counts.hold(call(key), 2)).toBe(false);
  });

  test('what was lost is held again by those who say that it goes on', async () => {
    const counts = start();
    const [one, other, third] = [call('one key'), call('one key'), call('another key')];
    for (const each of [one, other, third]) expect(await counts.hold(each, 2)).toBe(true);
    await lose();
    await counts.renew([one, other, third]);
    expect(await counts.hold(call('one key'), 2)).toBe(false);
    expect(await counts.hold(call('another key'), 1)).toBe(false);
    await counts.release(one);
    expect(await counts.hold(call('one key'), 2)).toBe(true);
  });
}
