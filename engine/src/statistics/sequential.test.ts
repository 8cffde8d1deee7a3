import fc from 'fast-check';
import { powerOfRates } from './power';
import { seededRandom } from './seeded-random';
import {
  confidenceSequence,
  rateEstimate,
  sampleRatioMismatch,
  sequentialPValue,
  sequentialTest,
} from './sequential';

const FULL = process.env['PROMPTHUB_FULL'] !== undefined;
const EXPERIMENTS = FULL ? 10_000 : 500;
const VISITS = 2_000;
const ALPHA = 0.05;

/** Visits that come one by one to either arm, and somebody who looks after each hundred and stops at the first p-value that convinces. */
function firstFinding(random: () => number, rates: readonly [number, number]): number | undefined {
  const arm = (): { successes: number; trials: number } => ({ successes: 0, trials: 0 });
  const arms = [arm(), arm()] as const;
  let earlier = 1;
  for (let visit = 1; visit <= VISITS; visit++) {
    const chosen = random() < 0.5 ? 0 : 1;
    arms[chosen].trials++;
    if (random() < rates[chosen]) arms[chosen].successes++;
    if (visit % 100 !== 0) continue;
    earlier = sequentialTest(arms[0], arms[1], { earlier }).pValue;
    if (earlier <= ALPHA) return visit;
  }
  return undefined;
}

function shareFound(rates: readonly [number, number]): number {
  const random = seededRandom(20_261_123);
  const experiments = Array.from({ length: EXPERIMENTS }, () => firstFinding(random, rates));
  return experiments.filter((visit) => visit !== undefined).length / EXPERIMENTS;
}

test.each([0.02, 0.5, 0.9])(
  'equal arms of rate %d, looked at twenty times, are called different in at most one of twenty experiments',
  (rate) => {
    expect(shareFound([rate, rate])).toBeLessThanOrEqual(ALPHA);
  },
);

test('a real difference is found, if not as often as by one look at a size that was fixed before', () => {
  const rates = [0.5, 0.62] as const;
  const fixed = powerOfRates({ from: rates[0], to: rates[1] }, VISITS / 2);
  const found = shareFound(rates);
  expect(found).toBeGreaterThan(0.9);
  expect(found).toBeLessThanOrEqual(fixed);
});

test('evidence does not grow stale, and nobody asked is no evidence', () => {
  const strong = sequentialTest({ successes: 10, trials: 100 }, { successes: 60, trials: 100 });
  expect(strong.pValue).toBeLessThan(1e-6);
  const later = sequentialTest(
    { successes: 50, trials: 100 },
    { successes: 50, trials: 100 },
    { earlier: strong.pValue },
  );
  expect(later.pValue).toBe(strong.pValue);
  expect(sequentialTest({ successes: 0, trials: 0 }, { successes: 5, trials: 5 }).pValue).toBe(1);
});

test('traffic that does not come in its shares is seen, and chance is not', () => {
  expect(sampleRatioMismatch([5_200, 4_800], [1, 1])).toBeLessThan(0.001);
  expect(sampleRatioMismatch([5_050, 4_950], [1, 1])).toBeGreaterThan(0.1);
  expect(sampleRatioMismatch([0, 0], [1, 1])).toBe(1);
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
  const [from, to] = [
    rateEstimate({ successes: 40, trials: 100 }),
    rateEstimate({ successes: 60, trials: 100 }),
  ];
  const difference = { value: 0.2, variance: (from?.variance ?? 0) + (to?.variance ?? 0) };
  const test = sequentialTest({ successes: 40, trials: 100 }, { successes: 60, trials: 100 });
  expect(sequentialPValue(difference, 0.1)).toBeCloseTo(test.pValue, 12);
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
