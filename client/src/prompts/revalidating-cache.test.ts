import { HubError, HubUnreachableError } from '../errors';
import { FakeClock } from '../testing/fake-clock';
import { ScriptedHub } from '../testing/scripted-hub';
import { RevalidatingCache, type CacheKey, type CacheLimits } from './revalidating-cache';

const A = { id: 'a', pinned: false };
const B = { id: 'b', pinned: false };
const PINNED = { id: 'pinned', pinned: true };

let clock: FakeClock;
let hub: ScriptedHub;
let problems: Error[];
let random: number;
beforeEach(() => {
  clock = new FakeClock();
  hub = new ScriptedHub(clock);
  hub.versions.set('a', 'a1').set('b', 'b1').set('pinned', 'p1');
  problems = [];
  random = 0.5;
});

function cacheOf({
  limits = {},
  spares = {},
}: { limits?: Partial<CacheLimits>; spares?: Record<string, string> } = {}) {
  return new RevalidatingCache<CacheKey, string>({
    load: (key, options) => hub.load(key, options),
    spare: ({ id }) => (spares[id] === undefined ? undefined : Promise.resolve(spares[id])),
    onProblem: (problem) => void problems.push(problem),
    timedOut: () => new HubUnreachableError('http://hub', 'timeout', { message: 'Too slow.' }),
    limits: {
      freshMs: 60_000,
      deadlineMs: 15_000,
      attemptMs: 5_000,
      patienceMs: 1_000,
      capacity: 10,
      ...limits,
    },
    clock,
    random: () => random,
  });
}

it('asks once, then gives its copy for as long as that is fresh', async () => {
  const cache = cacheOf();
  expect(await cache.get(A)).toEqual({ value: 'a1', source: 'hub', ageMs: 0, problem: undefined });
  hub.versions.set('a', 'a2');
  await clock.advance(59_999);
  expect(await cache.get(A)).toEqual({ value: 'a1', source: 'cache', ageMs: 59_999, problem: undefined });
  expect(hub.requests).toEqual(['a']);
});

it('gives a copy that is not fresh at once, and the new one as soon as the hub has answered', async () => {
  const cache = cacheOf();
  await cache.get(A);
  hub.versions.set('a', 'a2');
  await clock.advance(60_000);
  expect(await cache.get(A)).toMatchObject({ value: 'a1', source: 'stale', ageMs: 60_000 });
  await clock.advance(0);
  expect(await cache.get(A)).toMatchObject({ value: 'a2', source: 'cache', ageMs: 0 });
});

it('is fresh again when the hub says that nothing changed', async () => {
  const cache = cacheOf();
  await cache.get(A);
  await clock.advance(60_000);
  await cache.get(A);
  await clock.advance(0);
  expect(await cache.get(A)).toMatchObject({ value: 'a1', source: 'cache', ageMs: 0 });
  expect(hub.requests).toEqual(['a', 'a']);
});

it('has one request under way for a key, whoever asks', async () => {
  const cache = cacheOf();
  const answers = await Promise.all([cache.get(A), cache.get(B), cache.get(A), cache.get(A)]);
  expect(answers.map(({ value }) => value)).toEqual(['a1', 'b1', 'a1', 'a1']);
  expect(hub.requests).toEqual(['a', 'b']);
});

it('never asks again for what cannot change', async () => {
  const cache = cacheOf();
  await cache.get(PINNED);
  await clock.advance(1e9);
  cache.invalidate(() => true);
  expect(await cache.get(PINNED)).toMatchObject({ source: 'cache' });
  expect(hub.requests).toEqual(['pinned']);
});

describe('a hub that has it no more', () => {
  it('costs the copy, and nothing stands in for it', async () => {
    const cache = cacheOf({ spares: { a: 'locked' } });
    await cache.get(A);
    hub.versions.delete('a');
    await clock.advance(60_000);
    await cache.get(A);
    await clock.advance(0);
    await expect(cache.get(A)).rejects.toMatchObject({ status: 404 });
    hub.mode = 'forbidden';
    await expect(cache.get(A)).rejects.toMatchObject({ status: 403 });
    hub.versions.set('a', 'a3');
    hub.mode = 'up';
    expect(await cache.get(A)).toMatchObject({ value: 'a3', source: 'hub' });
  });

  it('is asked anew each time, so that what appears is found', async () => {
    const cache = cacheOf();
    hub.versions.delete('a');
    await expect(cache.get(A)).rejects.toBeInstanceOf(HubError);
    hub.versions.set('a', 'a2');
    expect(await cache.get(A)).toMatchObject({ value: 'a2', source: 'hub' });
  });
});

describe('a hub that fails', () => {
  it.each(['down', 'broken', 'silent', 'slow', 'forbidden', 'busy'] as const)(
    'never holds nor costs a copy: %s',
    async (mode) => {
      const cache = cacheOf();
      await cache.get(A);
      hub.mode = mode;
      for (let minutes = 0; minutes < 10; minutes++) {
        await clock.advance(60_000);
        expect(await cache.get(A)).toMatchObject({ value: 'a1', source: 'stale' });
      }
      expect(problems.length).toBeGreaterThan(0);
      expect((await cache.get(A)).problem).toBe(problems.at(-1));
      hub.mode = 'up';
      hub.versions.set('a', 'a2');
      await clock.advance(60_000);
      await cache.get(A);
      await clock.advance(0);
      expect(await cache.get(A)).toMatchObject({ value: 'a2', source: 'cache', problem: undefined });
    },
  );

  it.each(['down', 'broken', 'silent', 'slow'] as const)(
    'is given up after the deadline where there is no copy: %s',
    async (mode) => {
      const cache = cacheOf();
      hub.mode = mode;
      let failedAt: number | undefined;
      const failure = cache.get(A).catch((error: unknown) => {
        failedAt = clock.now();
        return error;
      });
      await clock.advance(20_000);
      expect(failedAt).toBeLessThanOrEqual(15_000);
      expect([HubError, HubUnreachableError]).toContain((await failure)?.constructor);
      expect(hub.requests.length).toBeGreaterThan(1);
    },
  );

  it('is asked again between the first failure and the deadline, so that one that restarts is found', async () => {
    const cache = cacheOf();
    hub.mode = 'down';
    const answer = cache.get(A);
    await clock.advance(6_000);
    hub.mode = 'up';
    await clock.advance(5_000);
    expect(await answer).toMatchObject({ value: 'a1', source: 'hub' });
  });

  it('is asked with pauses of random length below a bound that doubles', async () => {
    const times = async (value: number): Promise<number[]> => {
      clock = new FakeClock();
      hub = new ScriptedHub(clock);
      hub.mode = 'down';
      random = value;
      const seen: number[] = [];
      const load = hub.load.bind(hub);
      hub.load = (key, options) => {
        seen.push(clock.now());
        return load(key, options);
      };
      void cacheOf()
        .get(A)
        .catch(() => undefined);
      await clock.advance(15_000);
      return seen;
    };
    expect(await times(0.999)).toEqual([0, 199.8, 599.4, 1398.6, 2997, 6193.8, 11188.8].map(approximately));
    expect((await times(0.5)).slice(0, 5)).toEqual([0, 100, 300, 700, 1500].map(approximately));
  });

  it('is left alone for as long as it asks', async () => {
    const cache = cacheOf();
    hub.mode = 'busy';
    const answer = cache.get(A);
    await clock.advance(6_999);
    expect(hub.requests).toEqual(['a']);
    hub.mode = 'up';
    await clock.advance(1);
    expect(await answer).toMatchObject({ value: 'a1' });
  });

  it('is left alone for other keys as well, and calls without a copy fail at once', async () => {
    const cache = cacheOf({ limits: { deadlineMs: 5_000 } });
    hub.mode = 'busy';
    await expect(cache.get(A)).rejects.toMatchObject({ status: 429 });
    hub.mode = 'up';
    await expect(cache.get(B)).rejects.toMatchObject({ status: 429 });
    await clock.advance(7_000);
    expect(await cache.get(B)).toMatchObject({ value: 'b1' });
    expect(hub.requests).toEqual(['a', 'b']);
  });

  it('is not asked at every call for what it does not give', async () => {
    const cache = cacheOf();
    await cache.get(A);
    hub.mode = 'forbidden';
    await clock.advance(60_000);
    for (let calls = 0; calls < 100; calls++) {
      await cache.get(A);
      await clock.advance(1);
    }
    expect(hub.requests).toHaveLength(2);
  });

  it('is not told to an application whose listener throws', async () => {
    const cache = cacheOf({ spares: { a: 'locked' } });
    hub.mode = 'forbidden';
    problems.push = () => {
      throw new Error('The log is full.');
    };
    expect(await cache.get(A)).toMatchObject({ source: 'lock' });
  });
});

describe('what the application brought along', () => {
  it('is given when the hub fails', async () => {
    const cache = cacheOf({ spares: { a: 'locked' } });
    hub.mode = 'forbidden';
    expect(await cache.get(A)).toEqual({
      value: 'locked',
      source: 'lock',
      ageMs: undefined,
      problem: problems[0],
    });
  });

  it.each(['slow', 'silent', 'down'] as const)(
    'is given after a second, and from then on at once: %s',
    async (mode) => {
      const cache = cacheOf({ spares: { a: 'locked' } });
      hub.mode = mode;
      let givenAt: number | undefined;
      void cache.get(A).then(() => (givenAt = clock.now()));
      await clock.advance(5_000);
      expect(givenAt).toBe(1_000);
      expect(await cache.get(A)).toMatchObject({ value: 'locked', source: 'lock' });
    },
  );

  it('gives way to the hub’s as soon as there is one', async () => {
    const cache = cacheOf({ spares: { a: 'locked' } });
    hub.mode = 'down';
    const first = cache.get(A);
    await clock.advance(1_000);
    expect(await first).toMatchObject({ source: 'lock' });
    hub.mode = 'up';
    await clock.advance(5_000);
    expect(await cache.get(A)).toMatchObject({ value: 'a1', source: 'cache' });
  });

  it('is not given for what the hub says does not exist', async () => {
    const cache = cacheOf({ spares: { a: 'locked' } });
    hub.versions.delete('a');
    await expect(cache.get(A)).rejects.toMatchObject({ status: 404 });
  });

  it('is not given while the hub answers', async () => {
    expect(await cacheOf({ spares: { a: 'locked' } }).get(A)).toMatchObject({ value: 'a1', source: 'hub' });
  });
});

describe('being told of a change', () => {
  it('asks at once, and no copy counts as fresh until the hub has answered', async () => {
    const cache = cacheOf();
    await cache.get(A);
    await cache.get(B);
    hub.versions.set('a', 'a2');
    cache.invalidate(({ id }) => id === 'a');
    expect(await cache.get(A)).toMatchObject({ value: 'a1', source: 'stale' });
    await clock.advance(0);
    expect(await cache.get(A)).toMatchObject({ value: 'a2', source: 'cache' });
    expect(hub.requests).toEqual(['a', 'b', 'a']);
  });

  it('while a request is under way asks once more behind it', async () => {
    const cache = cacheOf({ limits: { attemptMs: 60_000, deadlineMs: 60_000 } });
    hub.mode = 'slow';
    const first = cache.get(A);
    await clock.advance(1_000);
    hub.versions.set('a', 'a2');
    cache.invalidate(() => true);
    hub.mode = 'up';
    await clock.advance(29_000);
    expect(await first).toMatchObject({ value: 'a1' });
    expect(await cache.get(A)).toMatchObject({ value: 'a2', source: 'cache' });
  });
});

it('keeps as many copies as it may, those used last', async () => {
  const cache = cacheOf({ limits: { capacity: 2 } });
  await cache.get(A);
  await cache.get(B);
  await cache.get(A);
  await cache.get(PINNED);
  expect(await cache.get(A)).toMatchObject({ source: 'cache' });
  expect(await cache.get(B)).toMatchObject({ source: 'hub' });
});

it('gives copies when it is closed, and has nothing under way', async () => {
  const cache = cacheOf();
  await cache.get(A);
  hub.mode = 'silent';
  const waiting = cache.get(B);
  await clock.advance(100);
  cache.close();
  await expect(waiting).rejects.toThrow('closed');
  await clock.advance(60_000);
  expect(await cache.get(A)).toMatchObject({ value: 'a1', source: 'stale' });
  expect([hub.requests, clock.pending]).toEqual([['a', 'b'], 0]);
});

function approximately(value: number): unknown {
  return expect.closeTo(value, 3);
}
