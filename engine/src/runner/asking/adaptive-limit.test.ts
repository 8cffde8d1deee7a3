import fc from 'fast-check';
import { AdaptiveLimit, type Passage } from './adaptive-limit';

type Step =
  | { readonly does: 'start' }
  | { readonly does: 'succeed' }
  | { readonly does: 'fail' }
  | { readonly does: 'throttle'; readonly retryAfterMs: number }
  | { readonly does: 'wait'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<Step>({ does: 'start' }, { does: 'succeed' }) },
  fc.constant({ does: 'fail' } as const),
  fc.record({ does: fc.constant('throttle' as const), retryAfterMs: fc.constantFrom(0, 100, 5_000) }),
  fc.record({ does: fc.constant('wait' as const), ms: fc.nat(3_000) }),
);

test('whatever happens: never more than it may, never less than one, and the pause that was asked for is kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 200 }), (wanted, steps) => {
      const limit = new AdaptiveLimit(wanted);
      const under: Passage[] = [];
      let now = 0;
      let closedUntil = 0;
      for (const each of steps) {
        if (each.does === 'wait') now += each.ms;
        else if (each.does === 'start') {
          const wait = limit.waitMs(now);
          expect(wait === Infinity).toBe(under.length >= limit.limit);
          if (wait === 0) {
            expect(now).toBeGreaterThanOrEqual(closedUntil);
            under.push(limit.start());
          }
        } else {
          const passage = under.shift();
          if (!passage) continue;
          if (each.does === 'succeed') limit.succeeded();
          else if (each.does === 'fail') limit.failed();
          else {
            limit.throttled(passage, now, each.retryAfterMs);
            closedUntil = Math.max(closedUntil, now + each.retryAfterMs);
          }
        }
        expect(limit.active).toBe(under.length);
        expect(limit.limit).toBeGreaterThanOrEqual(1);
        expect(limit.limit).toBeLessThanOrEqual(wanted);
      }
      // It never closes for good.
      for (const _ of under) limit.failed();
      expect(limit.waitMs(now + 5_000)).toBe(0);
    }),
  );
});

test('requests that went out together halve the limit once, and ten that succeed raise it by one', () => {
  const limit = new AdaptiveLimit(16);
  const together = Array.from({ length: 16 }, () => limit.start());
  for (const passage of together) limit.throttled(passage, 0);
  expect(limit.limit).toBe(8);
  limit.throttled(limit.start(), 0);
  expect(limit.limit).toBe(4);
  for (let count = 0; count < 39; count++) {
    limit.start();
    limit.succeeded();
  }
  expect(limit.limit).toBe(7);
});
