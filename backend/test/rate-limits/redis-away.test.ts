import type { Passage } from '../../src/rate-limits/rate-limits';
import { describeWithRedis, RedisServer } from '../redis-server';
import { database } from './database';
import { type Limited, organizationWith, spenderOf, startLimited, tryToEnter } from './limited';

describeWithRedis('while Redis is of no use', () => {
  let server: RedisServer;
  let limited: Limited;
  beforeAll(async () => {
    server = await RedisServer.start();
    limited = await startLimited({ ...(await database()), redisUrl: server.url }, { isPatient: false });
  });
  afterAll(async () => {
    await limited?.[Symbol.asyncDispose]();
    await server?.kill();
  });
  afterEach(() => jest.restoreAllMocks());

  const letIn = async (organization: string, calls: number): Promise<Passage[]> => {
    const all = Array.from({ length: calls }, () => tryToEnter(limited, spenderOf(organization)));
    return (await Promise.all(all)).filter((each) => typeof each !== 'string');
  };
  const back = async (): Promise<void> => {
    // One that was passed by is tried again after a while; asking until it answers is what calls do.
    while ((await limited.redis.ask((client) => client.ping()).catch(() => 'away')) !== 'PONG')
      await new Promise((turn) => setImmediate(turn));
  };
  test.each([
    ['killed', () => server.kill(), () => server.restart()],
    ['frozen', () => Promise.resolve(server.freeze()), () => Promise.resolve(server.thaw())],
  ])(
    '%s, limits hold by what this hub counts, and by what all count when it is back',
    async (_how, fail, mend) => {
      const organization = await organizationWith(limited.dataSource, [
        { scope: 'user', measure: 'requests-per-minute', most: 1000 },
        { scope: 'organization', measure: 'parallel-requests', most: 3 },
      ]);
      const [first, second] = await letIn(organization, 2);
      expect(second).toBeDefined();
      const asked = jest.spyOn(limited.redis, 'ask');
      await fail();
      expect(await letIn(organization, 1)).toHaveLength(1);
      // It waited for one answer of Redis, and no second time: not for the next limit, and not to count there later.
      expect(asked).toHaveBeenCalledTimes(1);
      expect(await letIn(organization, 5)).toHaveLength(0);
      first?.leave(undefined);
      await limited.limits.settled();
      const insured = await letIn(organization, 5);
      expect(insured).toHaveLength(1);

      await mend();
      await back();
      expect(await letIn(organization, 5)).toHaveLength(0);
      insured[0]?.leave(undefined);
      await limited.limits.settled();
      expect(await letIn(organization, 5)).toHaveLength(1);
    },
  );
});
