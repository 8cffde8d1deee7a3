import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { HubConfig } from '../../src/config/hub-config';
import { RedisAway } from '../../src/redis/redis-away';
import { COMMAND_MS, RedisConnection } from '../../src/redis/redis-connection';
import { describeWithRedis, PATIENCE_MS, RedisServer, whenReady } from '../redis-server';

const connections: RedisConnection[] = [];
const logged: string[] = [];
let server: RedisServer;

function connect(redisUrl: string | undefined): RedisConnection {
  const connection = new RedisConnection({ redisUrl } as HubConfig);
  connections.push(connection);
  return connection;
}

const ready = ({ client }: RedisConnection): Promise<void> => whenReady(client as Redis);

beforeEach(() => {
  logged.length = 0;
  for (const level of ['warn', 'log'] as const)
    jest.spyOn(Logger.prototype, level).mockImplementation((...parts: unknown[]) => {
      logged.push(JSON.stringify(parts));
    });
});

afterEach(() => {
  jest.restoreAllMocks();
  for (const connection of connections.splice(0)) connection.onApplicationShutdown();
});

test('without an address there is no Redis, and whoever asks is told at once', async () => {
  const connection = connect(undefined);
  expect(connection.client).toBeUndefined();
  await expect(connection.ask((client) => client.get('a'))).rejects.toThrow(RedisAway);
});

describeWithRedis('the connection to Redis', () => {
  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(() => server.kill());

  test('keys begin with the name of the product', async () => {
    const connection = connect(server.url);
    await ready(connection);
    await connection.ask((client) => client.set('a', 'kept'));
    const plain = new Redis(server.url);
    expect(await plain.get('prompthub:a')).toBe('kept');
    plain.disconnect();
  });

  test('a Redis that is away at the start is used when it comes', async () => {
    await server.kill();
    const connection = connect(server.url);
    await expect(connection.ask((client) => client.get('a'))).rejects.toThrow(RedisAway);
    await server.restart();
    await ready(connection);
    expect(await connection.ask((client) => client.set('a', '1'))).toBe('OK');
  });

  test('one that is killed is told of once, and used again when it is back', async () => {
    const connection = connect(server.url);
    await ready(connection);
    const { client } = connection;
    const closed = new Promise((resolve) => client?.once('close', resolve));
    await server.kill();
    await closed;
    for (let i = 0; i < 5; i++)
      await expect(connection.ask((redis) => redis.get('a'))).rejects.toThrow(RedisAway);
    await server.restart();
    await ready(connection);
    expect(await connection.ask((redis) => redis.get('a'))).toBeNull();
    expect(logged.filter((line) => line.includes('is away'))).toHaveLength(1);
    expect(logged.filter((line) => line.includes('is back'))).toHaveLength(1);
  });

  test('one that does not answer is given up, then not asked, and its late answers go to nobody else', async () => {
    const connection = connect(server.url);
    await ready(connection);
    await connection.ask((client) => client.mset('a', 'of a', 'b', 'of b'));
    const options = connection.client?.options ?? {};
    options.commandTimeout = COMMAND_MS;
    const now = performance.now();
    jest.spyOn(performance, 'now').mockReturnValue(now);
    server.freeze();
    await expect(connection.ask((client) => client.get('a'))).rejects.toThrow('Command timed out');
    const work = jest.fn<Promise<string | null>, [Redis]>();
    await expect(connection.ask(work)).rejects.toThrow(RedisAway);
    expect(work).not.toHaveBeenCalled();
    server.thaw();
    options.commandTimeout = PATIENCE_MS;
    expect(await connection.client?.get('b')).toBe('of b');
  });

  test('what it refuses is told once, without what was sent', async () => {
    const connection = connect(server.url);
    await ready(connection);
    const { client } = connection;
    await client?.config('SET', 'maxmemory', '1');
    for (let i = 0; i < 5; i++)
      await expect(connection.ask((redis) => redis.set('a', 'private'))).rejects.toThrow('OOM');
    await client?.config('SET', 'maxmemory', '0');
    expect(logged).toEqual(['["Redis refuses what it is asked (OOM). The hub goes on without that."]']);
  });

  test('the secrets of its address are in no log', async () => {
    const connection = connect(server.url.replace('//', '//somebody:hunter2@'));
    await new Promise((resolve) => connection.client?.once('close', resolve));
    expect(logged.join()).toContain('WRONGPASS');
    expect(logged.join()).not.toContain('hunter2');
  });
});
