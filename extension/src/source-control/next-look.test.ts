import fc from 'fast-check';
import { nextLook } from './next-look';

const facts = { waiting: false, failures: 0, interval: 60, random: 1 };

test('the hub is asked as often as the person wants, or not at all', () => {
  expect(nextLook(facts)).toBe(60_000);
  expect(nextLook({ ...facts, interval: 1 })).toBe(5000);
  expect(nextLook({ ...facts, interval: 0 })).toBeUndefined();
});

test('while commits wait it is asked ever less often, also where the person wants no looks', () => {
  const waits = [1, 2, 3, 4, 20].map((failures) =>
    nextLook({ ...facts, waiting: true, failures, interval: 0 }),
  );
  expect(waits).toEqual([5000, 10_000, 20_000, 40_000, 300_000]);
});

test('never at once, never later than five minutes', () => {
  const any = fc.record({
    waiting: fc.constant(true),
    failures: fc.nat(),
    interval: fc.nat(3600),
    random: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(any, (one) => {
      const wait = nextLook(one) ?? 0;
      expect(wait).toBeGreaterThanOrEqual(2500);
      expect(wait).toBeLessThanOrEqual(300_000);
    }),
  );
});
