import fc from 'fast-check';
import { HubError, HubUnreachableError } from '../errors';
import { FakeClock } from '../testing/fake-clock';
import { ScriptedHub, type Delivery, type HubMode } from '../testing/scripted-hub';
import { RevalidatingCache, type CacheKey, type Held } from './revalidating-cache';

/**
 * The rules of the cache, held against everything that can happen: calls, time, a hub in any state, versions that move,
 * disappear and come back, and being told of it, in any order.
 */
const KEYS: readonly CacheKey[] = [
  { id: 'plain', pinned: false },
  { id: 'locked', pinned: false },
  { id: 'pinned', pinned: true },
];
const LIMITS = { freshMs: 60_000, deadlineMs: 15_000, attemptMs: 5_000, patienceMs: 1_000, capacity: 10 };

type Step =
  | { readonly do: 'get'; readonly key: number }
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'become'; readonly mode: HubMode }
  | { readonly do: 'move' | 'remove' | 'tell'; readonly key: number };

const key = fc.nat({ max: KEYS.length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('get' as const), key }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      milliseconds: fc.constantFrom(0, 10, 900, 1_000, 4_000, 16_000, 59_000, 60_000, 300_000),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('become' as const),
      mode: fc.constantFrom('up', 'up', 'down', 'slow', 'silent', 'broken', 'forbidden', 'busy'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('move', 'remove', 'tell'), key }) },
);

interface Call {
  readonly key: CacheKey;
  readonly at: number;
  /** The copy that the cache had at that moment. */
  readonly copy: Delivery | undefined;
  /** Requests, of all, that had begun when the cache was last told of a change. */
  readonly told: number;
  outcome: { at: number; held?: Held<string>; error?: unknown; known: Delivery | undefined } | undefined;
}

class World {
  readonly clock = new FakeClock();
  readonly hub = new ScriptedHub(this.clock);
  readonly calls: Call[] = [];
  readonly told = new Map<string, number>();
  readonly cache: RevalidatingCache<CacheKey, string>;
  #moves = 0;

  constructor(random: () => number) {
    for (const { id } of KEYS) this.#move(id);
    this.cache = new RevalidatingCache({
      load: (asked, options) => this.hub.load(asked, options),
      spare: ({ id }) => (id === 'locked' ? Promise.resolve('locked brought along') : undefined),
      onProblem: () => undefined,
      timedOut: () => new HubUnreachableError('http://hub', 'timeout', { message: 'Too slow.' }),
      limits: LIMITS,
      clock: this.clock,
      random,
    });
  }

  async take(next: Step): Promise<void> {
    if (next.do === 'pass') return this.clock.advance(next.milliseconds);
    if (next.do === 'become') this.hub.mode = next.mode;
    else {
      const chosen = KEYS[next.key] as CacheKey;
      if (next.do === 'get') this.#call(chosen);
      if (next.do === 'move' && !chosen.pinned) this.#move(chosen.id);
      if (next.do === 'remove' && !chosen.pinned) this.hub.versions.delete(chosen.id);
      if (next.do === 'tell') {
        this.told.set(chosen.id, this.hub.requests.length);
        this.cache.invalidate(({ id }) => id === chosen.id);
      }
    }
    await this.clock.advance(0);
  }

  /** What the hub last said of it. */
  known(id: string): Delivery | undefined {
    return this.hub.deliveries.findLast((delivery) => delivery.id === id);
  }

  #move(id: string): void {
    this.hub.versions.set(id, `${id} ${++this.#moves}`);
  }

  #call(asked: CacheKey): void {
    const known = this.known(asked.id);
    const copy = known?.version === undefined ? undefined : known;
    const call: Call = {
      key: asked,
      at: this.clock.now(),
      copy,
      told: this.told.get(asked.id) ?? 0,
      outcome: undefined,
    };
    this.calls.push(call);
    const end = (what: { held?: Held<string>; error?: unknown }) => {
      call.outcome = { at: this.clock.now(), known: this.known(asked.id), ...what };
    };
    this.cache.get(asked).then(
      (held) => end({ held }),
      (error: unknown) => end({ error }),
    );
  }
}

function expectRules({ key, at, copy, told, outcome }: Call): void {
  if (!outcome) throw new Error(`A call for ${key.id} has had no answer.`);
  const { held, error, known } = outcome;
  const waited = outcome.at - at;
  if (copy) expect([waited, held?.source]).toEqual([0, expect.stringMatching(/^(?:cache|stale)$/)]);
  if (copy) expect(held?.value).toBe(copy.version);
  if (held?.source === 'cache' || held?.source === 'stale') {
    expect(held.ageMs).toBe(at - (copy?.beganAt ?? 0));
    if (held.source === 'cache' && !key.pinned) {
      expect(held.ageMs).toBeLessThan(LIMITS.freshMs);
      expect(copy?.request).toBeGreaterThan(told);
    }
    if (key.pinned) expect(held.source).toBe('cache');
  } else if (held?.source === 'hub') {
    expect(held.value).toBe(known?.version);
    expect(waited).toBeLessThanOrEqual(LIMITS.deadlineMs);
  } else if (held) {
    expect([held.value, key.id]).toEqual(['locked brought along', 'locked']);
    expect(waited).toBeLessThanOrEqual(LIMITS.patienceMs);
    expect(known).toBeUndefined();
  } else {
    expect(waited).toBeLessThanOrEqual(LIMITS.deadlineMs);
    const gone = error instanceof HubError && error.status === 404;
    if (gone || key.id === 'locked') expect(known).toMatchObject({ version: undefined });
    else expect(error).toMatchObject({ message: expect.any(String) });
  }
}

it('holds its rules whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 40 }),
      fc.constantFrom(0.1, 0.5, 0.999),
      async (steps, random) => {
        const world = new World(() => random);
        for (const next of steps) await world.take(next);
        await world.clock.advance(LIMITS.deadlineMs);
        for (const call of world.calls) expectRules(call);
        expect(world.hub.mostAtOnce).toBeLessThanOrEqual(1);
      },
    ),
    { numRuns: 1000 },
  );
});

it('finds back to what the hub has, whatever happened before', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const world = new World(() => 0.5);
      for (const next of steps) await world.take(next);
      world.hub.mode = 'up';
      for (const { id } of KEYS) if (!world.hub.versions.has(id)) await world.take({ do: 'move', key: 1 });
      await world.clock.advance(120_000);
      for (const asked of KEYS) await world.cache.get(asked).catch(() => undefined);
      await world.clock.advance(0);
      for (const asked of KEYS) {
        const found = await world.cache.get(asked).catch((error: unknown) => error);
        const has = world.hub.versions.get(asked.id);
        expect(found).toMatchObject(has === undefined ? { status: 404 } : { value: has });
      }
    }),
    { numRuns: 300 },
  );
});
