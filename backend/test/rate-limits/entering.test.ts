import fc from 'fast-check';
import type { Pool } from 'pg';
import type { Passage } from '../../src/rate-limits/rate-limits';
import { describeWithRedis, RedisServer } from '../redis-server';
import { database } from './database';
import {
  addLimit,
  type Limited,
  type MadeLimit,
  organizationWith,
  spenderOf,
  startLimited,
  tryToEnter,
} from './limited';
import { MinuteModel, type ModelCall } from './minute-model';

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 23, 12);
const WORDS = {
  'requests-per-minute': 'requests per minute',
  'tokens-per-minute': 'tokens per minute',
  'parallel-requests': 'requests at the same time',
};

let stores: { ownerUrl: string; appUrl: string };
let limited: Limited;
beforeAll(async () => {
  stores = await database();
  limited = await startLimited(stores);
});
afterAll(() => limited?.[Symbol.asyncDispose]());

let now: number;
beforeEach(() => {
  now = NOON;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

const limit = fc.record<MadeLimit>({
  scope: fc.constantFrom('organization', 'user', 'key'),
  measure: fc.constantFrom('requests-per-minute', 'tokens-per-minute', 'parallel-requests'),
  most: fc.integer({ min: 0, max: 6 }),
});
const call = fc.record<ModelCall>({
  user: fc.constantFrom('one', 'other'),
  key: fc.constantFrom('a', 'b', undefined),
  tokens: fc.integer({ min: 0, max: 4 }),
});
const step = fc.oneof(
  { weight: 6, arbitrary: call.map((enters) => ({ enters })) },
  {
    weight: 4,
    arbitrary: fc.record({
      leaves: fc.nat(20),
      used: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.integer({ min: -90_000, max: 90_000 }).map((passes) => ({ passes })) },
);
type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

/** The same steps by the limits and by the model; what a call leaves behind is on record before the next one enters. */
async function follow(at: Limited, limits: readonly MadeLimit[], steps: readonly Step[]): Promise<void> {
  const organization = await organizationWith(at.dataSource, limits);
  const model = new MinuteModel(limits);
  const inside: { passage: Passage; taken: Parameters<MinuteModel['leave']>[0] }[] = [];
  const minute = () => Math.floor(now / MINUTE);
  for (const each of steps) {
    if ('passes' in each) now += each.passes;
    else if ('enters' in each) {
      const { user: userId, key: tokenId, tokens } = each.enters;
      const expected = model.enter(each.enters, minute());
      const entered = await tryToEnter(at, spenderOf(organization, { userId, tokenId }), tokens);
      if (typeof entered === 'string' || !Array.isArray(expected))
        expect(entered).toContain(Array.isArray(expected) ? 'let in' : wordsOf(expected));
      else inside.push({ passage: entered, taken: expected });
    } else if (inside.length > 0) {
      const [leaving] = inside.splice(each.leaves % inside.length, 1);
      if (leaving === undefined) continue;
      model.leave(leaving.taken, each.used, minute());
      leaving.passage.leave(each.used);
      leaving.passage.leave(0);
      await at.limits.settled();
    }
  }
}

const SCOPES = { organization: 'the organization', user: 'your account', key: 'this access token' };
const wordsOf = ({ scope, most, measure }: MadeLimit) =>
  `limit of ${most} ${most === 1 ? WORDS[measure].replace('s ', ' ') : WORDS[measure]} of ${SCOPES[scope]}`;

const sequences = (at: () => Limited) =>
  fc.asyncProperty(
    fc.array(limit, { minLength: 1, maxLength: 4 }),
    fc.array(step, { maxLength: 40 }),
    (limits, steps) => follow(at(), limits, steps),
  );
const numRuns = process.env['PROMPTHUB_FULL'] ? 1000 : 60;

test('whatever calls come, stay and go, they are let in as one who counts on paper would', async () => {
  await fc.assert(
    sequences(() => limited),
    { numRuns },
  );
});

describeWithRedis('with Redis', () => {
  let server: RedisServer;
  let counting: Limited;
  beforeAll(async () => {
    server = await RedisServer.start();
    counting = await startLimited({ ...stores, redisUrl: server.url });
  });
  afterAll(async () => {
    await counting?.[Symbol.asyncDispose]();
    await server?.kill();
  });

  test('whatever calls come, stay and go, they are let in as one who counts on paper would', async () => {
    await fc.assert(
      sequences(() => counting),
      { numRuns },
    );
  });

  test('while it is away, a hub counts by itself, and just as well', async () => {
    await server.kill();
    await fc.assert(
      sequences(() => counting),
      { numRuns },
    );
    await server.restart();
  });
});

test('without a limit that counts it, a call asks the database for nothing but the limits, and once a second for those', async () => {
  const organization = await organizationWith(limited.dataSource, [
    { scope: 'key', measure: 'requests-per-minute', most: 0 },
  ]);
  let clock = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => clock);
  const { master } = limited.dataSource.driver as unknown as { master: Pool };
  const asked = [jest.spyOn(master, 'query'), jest.spyOn(master, 'connect')];
  const trips = () => asked.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const estimateTokens = jest.fn(() => 1);
  const enter = () => limited.limits.enter(spenderOf(organization), { estimateTokens });
  await Promise.all([enter(), enter(), enter()]);
  for (let call = 0; call < 10; call++) (await enter()).leave(1);
  expect(trips()).toBe(1);
  clock += 1000;
  await Promise.all([enter(), enter(), enter()]);
  expect(trips()).toBe(2);
  expect(estimateTokens).not.toHaveBeenCalled();
});

test('what another hub changes counts within a second', async () => {
  const organization = await organizationWith(limited.dataSource, []);
  let clock = performance.now();
  jest.spyOn(performance, 'now').mockImplementation(() => clock);
  expect(await tryToEnter(limited, spenderOf(organization))).toHaveProperty('leave');
  await addLimit(limited.dataSource, organization, {
    scope: 'organization',
    measure: 'parallel-requests',
    most: 0,
  });
  expect(await tryToEnter(limited, spenderOf(organization))).toHaveProperty('leave');
  clock += 1000;
  expect(await tryToEnter(limited, spenderOf(organization))).toBe(
    'This call alone is over the limit of 0 requests at the same time of the organization. Ask an owner or admin to raise it.',
  );
});

test('a refusal says when to come back', async () => {
  const organization = await organizationWith(limited.dataSource, [
    { scope: 'organization', measure: 'requests-per-minute', most: 1 },
    { scope: 'user', measure: 'tokens-per-minute', most: 100 },
  ]);
  now = NOON + 20_500;
  const refusal = async (tokens: number) => {
    const refused = limited.limits.enter(spenderOf(organization), { estimateTokens: () => tokens });
    return refused.then(
      () => 'let in',
      ({ status, code, detail, headers }) => ({ status, code, detail, headers }),
    );
  };
  expect(await refusal(101)).toMatchObject({
    status: 429,
    detail: expect.stringContaining('This call alone is over'),
  });
  expect(await refusal(1)).toBe('let in');
  expect(await refusal(1)).toEqual({
    status: 429,
    code: 'rate-limit-reached',
    detail: 'The limit of 1 request per minute of the organization is reached. Try again in 40 seconds.',
    headers: { 'retry-after': '40' },
  });
});

test('who went away while it waited to enter has taken nothing', async () => {
  const organization = await organizationWith(limited.dataSource, [
    { scope: 'organization', measure: 'parallel-requests', most: 1 },
    { scope: 'organization', measure: 'requests-per-minute', most: 1 },
  ]);
  const gone = new AbortController();
  const entering = limited.limits.enter(spenderOf(organization), {
    estimateTokens: () => 1,
    signal: gone.signal,
  });
  gone.abort(new Error('gone'));
  await expect(entering).rejects.toThrow('gone');
  expect(await tryToEnter(limited, spenderOf(organization))).toHaveProperty('leave');
});
