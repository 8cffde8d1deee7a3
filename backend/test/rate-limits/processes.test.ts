import { HELD_FOR_MS } from '../../src/rate-limits/call-counts';
import { ownerQuery } from '../owner-query';
import { describeWithRedis, RedisServer } from '../redis-server';
import { Caller, mostAtOnce, type Order } from './caller';
import { database } from './database';
import { type Limited, type MadeLimit, organizationWith, startLimited, type Stores } from './limited';

const PROCESSES = 4;
const ROUNDS = process.env['PROMPTHUB_FULL'] ? 300 : 12;
const KILLED_EACH = 6;

let urls: { ownerUrl: string; appUrl: string };
let server: RedisServer | undefined;
let stores: Stores;
let limited: Limited;
let callers: Caller[];
beforeAll(async () => {
  urls = await database();
  if (process.env['PROMPTHUB_TEST_REDIS'] !== undefined) server = await RedisServer.start();
  stores = server === undefined ? urls : { ...urls, redisUrl: server.url };
  limited = await startLimited(stores);
  callers = await Promise.all(Array.from({ length: PROCESSES }, () => Caller.start(stores)));
}, 60_000);
afterAll(async () => {
  await Promise.all((callers ?? []).map((caller) => caller.kill()));
  await limited?.[Symbol.asyncDispose]();
  await server?.kill();
});

describe('in PostgreSQL', () =>
  overProcesses('postgres', () =>
    ownerQuery(urls, `UPDATE parallel_calls SET expires_at = expires_at - $1 * interval '1 millisecond'`, [
      HELD_FOR_MS,
    ]),
  ));

describeWithRedis('in Redis', () =>
  overProcesses('redis', async () => {
    const { client } = limited.redis;
    for (const prefixed of (await client?.keys('prompthub:parallel-calls:*')) ?? []) {
      const key = prefixed.replace('prompthub:', '');
      for (const id of (await client?.zrange(key, '0', '-1')) ?? [])
        await client?.zincrby(key, -HELD_FOR_MS, id);
    }
  }),
);

/** `timePasses`: so much that the calls of a dead hub are forgotten. */
function overProcesses(store: Order['store'], timePasses: () => Promise<unknown>): void {
  /** How many of `calls` for each process are let in, when all ask at once. */
  async function letIn(organization: string, calls: number): Promise<number> {
    const all = await Promise.all(callers.map((caller) => caller.call({ store, organization, calls })));
    return all.reduce((sum, { entered }) => sum + entered.length, 0);
  }
  const limitedBy = (measure: MadeLimit['measure'], most: number) =>
    organizationWith(limited.dataSource, [{ scope: 'organization', measure, most }]);

  test.each(['requests-per-minute', 'tokens-per-minute', 'parallel-requests'] as const)(
    'of four times as many calls from four processes, exactly the limit is let in: %s',
    async (measure) => {
      let minute: number;
      let inside: number;
      do {
        minute = minuteOfTheClock();
        inside = await letIn(await limitedBy(measure, 50), 50);
      } while (minute !== minuteOfTheClock());
      expect(inside).toBe(50);
    },
  );

  test('never more at the same time than the limit, also when processes are killed, and no place is lost', async () => {
    const organization = await limitedBy('parallel-requests', 5);
    const calls: Awaited<ReturnType<Caller['call']>>[] = [];
    const run = async (index: number): Promise<void> => {
      for (let round = 1; round <= ROUNDS; round++) {
        const calling = callers[index]?.call({ store, organization, calls: 3, stay: 20 });
        if (index === 0 && round % KILLED_EACH === 0) {
          await callers[index]?.kill();
          callers[index] = await Caller.start(stores);
        }
        if (calling !== undefined) calls.push(await calling);
      }
    };
    await Promise.all(callers.map((_caller, index) => run(index)));
    expect(mostAtOnce(calls)).toBe(5);

    await timePasses();
    expect(await letIn(organization, 3)).toBe(5);
  });
}

const minuteOfTheClock = () => Math.floor(Date.now() / 60_000);
