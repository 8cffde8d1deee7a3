import { powerOfRates } from './power';
import { seededRandom } from './seeded-random';
import { sampleRatioMismatch, sequentialTest } from './sequential';

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
