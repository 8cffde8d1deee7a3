import fc from 'fast-check';
import { seededRandom } from './seeded-random';
import { confidenceSequence, rateEstimate, sequentialPValue } from './sequential';
import { keysForRates } from './sequential-size';

const FULL = process.env['PROMPTHUB_FULL'] !== undefined;
const EXPERIMENTS = FULL ? 10_000 : 500;
const VISITS = 2_000;
const ALPHA = 0.05;

const SPREAD = 0.1;

/** Visits that come one by one to either arm, and somebody who looks after each hundred and stops at the first p-value that convinces. */
function firstFinding(
  random: () => number,
  rates: readonly [number, number],
  visits: number,
): number | undefined {
  const arm = (): { successes: number; trials: number } => ({ successes: 0, trials: 0 });
  const arms = [arm(), arm()] as const;
  for (let visit = 1; visit <= visits; visit++) {
    const chosen = random() < 0.5 ? 0 : 1;
    arms[chosen].trials++;
    if (random() < rates[chosen]) arms[chosen].successes++;
    if (visit % 100 !== 0 && visit !== visits) continue;
    if (sequentialPValue(differenceOf(arms[0], arms[1]), SPREAD) <= ALPHA) return visit;
  }
  return undefined;
}

function differenceOf(...arms: [Parameters<typeof rateEstimate>[0], Parameters<typeof rateEstimate>[0]]) {
  const [from, to] = arms.map(rateEstimate);
  if (from === undefined || to === undefined) throw new Error('an arm without a visit');
  return { value: to.value - from.value, variance: from.variance + to.variance };
}

function shareFound(rates: readonly [number, number], visits = VISITS): number {
  const random = seededRandom(20_261_123);
  const experiments = Array.from({ length: EXPERIMENTS }, () => firstFinding(random, rates, visits));
  return experiments.filter((visit) => visit !== undefined).length / EXPERIMENTS;
}

test.each([0.02, 0.5, 0.9])(
  'equal arms of rate %d, looked at twenty times, are called different in at most one of twenty experiments',
  (rate) => {
    expect(shareFound([rate, rate])).toBeLessThanOrEqual(ALPHA);
  },
);

test.each([
  [0.5, 0.62],
  [0.1, 0.16],
])('as many keys as are said to be needed find %d and %d apart as often as was wanted', (from, to) => {
  const keys = keysForRates({ from, to }, { spread: SPREAD });
  const found = shareFound([from, to], 2 * keys);
  // Who looks before may have seen it when it does not show at the end.
  expect(found).toBeGreaterThan(0.77);
  expect(found).toBeLessThan(0.88);
});

test('smaller differences, more certainty and more power need more keys', () => {
  const of = (to: number, alpha = ALPHA, power = 0.8) =>
    keysForRates({ from: 0.5, to, alpha }, { spread: SPREAD, power });
  expect(of(0.52)).toBeGreaterThan(4 * of(0.54));
  expect(of(0.6, ALPHA / 3)).toBeGreaterThan(of(0.6));
  expect(of(0.6, ALPHA, 0.9)).toBeGreaterThan(of(0.6));
});

test('the sequence holds zero exactly while the test finds nothing, and a wider spread changes no more than its width', () => {
  const number = fc.double({ min: 1e-6, max: 10, noNaN: true });
  fc.assert(
    fc.property(fc.double({ min: -5, max: 5, noNaN: true }), number, number, (value, variance, spread) => {
      const { low, high } = confidenceSequence({ value, variance }, { spread });
      expect((low + high) / 2).toBeCloseTo(value, 9);
      const pValue = sequentialPValue({ value, variance }, spread);
      if (Math.abs(pValue - 0.05) > 1e-9) expect(low <= 0 && high >= 0).toBe(pValue > 0.05);
    }),
  );
});

test('a mean that is looked at after each ten values is outside of its sequence in at most one of twenty experiments', () => {
  const random = seededRandom(20_261_124);
  let missed = 0;
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    let [count, sum, squares] = [0, 0, 0];
    for (let look = 0; look < 100; look++) {
      for (let value = 0; value < 10; value++) {
        const drawn = random();
        count++;
        sum += drawn;
        squares += drawn ** 2;
      }
      if (count < 50) continue;
      const variance = (squares - sum ** 2 / count) / (count - 1) / count;
      const { low, high } = confidenceSequence({ value: sum / count, variance }, { spread: 0.1 });
      if (low <= 0.5 && high >= 0.5) continue;
      missed++;
      break;
    }
  }
  expect(missed / EXPERIMENTS).toBeLessThanOrEqual(ALPHA);
});

test('what cannot be computed with is refused', () => {
  expect(() => confidenceSequence({ value: Number.NaN, variance: 1 }, { spread: 1 })).toThrow('finite');
  expect(() => confidenceSequence({ value: 1, variance: -1 }, { spread: 1 })).toThrow('finite');
  expect(() => sequentialPValue({ value: 1, variance: 1 }, 0)).toThrow('spread');
  expect(confidenceSequence({ value: 2, variance: 0 }, { spread: 1 })).toEqual({ low: 2, high: 2 });
  expect([
    sequentialPValue({ value: 0, variance: 0 }, 1),
    sequentialPValue({ value: 1, variance: 0 }, 1),
  ]).toEqual([1, 0]);
});
