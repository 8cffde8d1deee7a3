import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Redis } from 'ioredis';
import { HubConfig } from '../../src/config/hub-config';
import { createHub } from '../../src/main';
import { COMMAND_MS, RedisConnection } from '../../src/redis/redis-connection';
import { ExecutionLedger } from '../../src/spending/execution-ledger';
import { chunk, lastChunk, ModelHub, STREAM } from '../execution/model-hub';
import type { TestResponse } from '../hub';
import { describeWithRedis, RedisServer, whenReady } from '../redis-server';

/** What looks for an answer: one transaction, one wait. */
const LOOKUP = ['multi', 'get', 'pttl', 'exec'];

describeWithRedis('two hubs with one Redis', () => {
  let server: RedisServer;
  let at: ModelHub;
  let second: NestFastifyApplication;
  let secondUrl: string;
  let clients: readonly Redis[];
  /** How often a model was asked. */
  let asked = 0;

  beforeAll(async () => {
    server = await RedisServer.start();
    at = await ModelHub.start({ settings: { redisUrl: server.url } });
    second = await createHub(new HubConfig(at.hub.config));
    await second.listen(0, '127.0.0.1');
    secondUrl = await second.getUrl();
    clients = [at.hub.app, second].map((app) => app.get(RedisConnection, { strict: false }).client as Redis);
    await Promise.all(clients.map(whenReady));
    await at.addProvider('counted', (_request, response) => {
      asked += 1;
      response.writeHead(200, STREAM).end(chunk(`answer ${asked}`) + lastChunk(10, 2));
    });
  });

  beforeEach(() => {
    asked = 0;
  });

  afterAll(async () => {
    await second.close();
    await at.close();
    await server.kill();
  });

  const call = (ticket: string, more: object = {}): Record<string, unknown> => ({
    model: 'counted/m',
    vars: { ticket },
    cache: {},
    ...more,
  });
  const askSecond = (ticket: string): Promise<TestResponse> =>
    at.execute(call(ticket), { origin: secondUrl });

  /** Asks the first hub, and waits until Redis has what it keeps: its connection answers in order. */
  async function askFirst(ticket: string): Promise<TestResponse> {
    const answer = await at.execute(call(ticket));
    await clients[0]?.ping();
    return answer;
  }

  test('what one was answered the other gives again: the model is asked once, and nothing is paid', async () => {
    const first = (await askFirst('shared')).body;
    const again = (await askSecond('shared')).body;
    expect(asked).toBe(1);
    expect(first).toMatchObject({ text: 'answer 1', attempts: [{ model: 'counted/m' }] });
    expect(first.cachedAt).toBeUndefined();
    expect(again).toMatchObject({ text: 'answer 1', model: 'counted/m', costUsd: 0, attempts: [] });
    expect(Date.parse(again.cachedAt)).toBeLessThanOrEqual(Date.now());
    const { usage, commit } = first;
    expect(again).toMatchObject({ usage, commit });
    await second.get(ExecutionLedger, { strict: false }).flush();
    const records = await at.records();
    expect(records.find(({ id }) => id === again.id)).toMatchObject({ cached: true, costUsd: 0 });
    expect(records.find(({ id }) => id === first.id)).toMatchObject({ cached: false });
  });

  test('a call that asks a frozen Redis for an answer and for a limit waits for one of them', async () => {
    const json = { for: { scope: 'organization' }, measure: 'requests-per-minute', limit: 1000 };
    await at.hub.request('/api/v1/organizations/acme/rate-limits', { as: 'admin', json });
    const [client] = clients as [Redis];
    const sent = jest.spyOn(client, 'sendCommand');
    await askFirst('before');
    const named = (): string[] => sent.mock.calls.map(([{ name }]) => name);
    expect(named().slice(0, 5)).toEqual([...LOOKUP, expect.stringMatching(/^eval/)]);
    sent.mockClear();
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(now);
    client.options.commandTimeout = COMMAND_MS;
    server.freeze();
    const { status } = await at.execute(call('waits once'));
    server.thaw();
    clock.mockRestore();
    await whenReady(client);
    expect([status, asked]).toEqual([200, 2]);
    expect(named()).toEqual(LOOKUP);
    sent.mockRestore();
  });

  test('a frozen Redis fails no call', async () => {
    for (const { options } of clients) options.commandTimeout = COMMAND_MS;
    server.freeze();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => at.execute(call(`frozen ${i}`))));
    server.thaw();
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(asked).toBe(20);
  });

  test('calls in the middle of which Redis is killed are answered, all of them, and paid once', async () => {
    const calls = Array.from({ length: 30 }, (_, i) => at.execute(call(`killed ${i}`)));
    await Promise.race(calls);
    await server.kill();
    const answers = await Promise.all(calls);
    expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200));
    expect(asked).toBe(30);
  });

  test('without Redis each hub gives again what it was answered itself; with a new one they share again', async () => {
    await askSecond('alone');
    expect((await askSecond('alone')).body).toMatchObject({ text: 'answer 1', attempts: [] });
    expect((await at.execute(call('alone'))).body).toMatchObject({ text: 'answer 2' });
    await server.restart();
    await Promise.all(clients.map(whenReady));
    expect((await askFirst('back')).body.text).toBe('answer 3');
    expect((await askSecond('back')).body.text).toBe('answer 3');
  });
});
