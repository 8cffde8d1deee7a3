import { chiSquareTail } from './distributions';
import { sampleRatioMismatch } from './sample-ratio';
import { seededRandom } from './seeded-random';

const FULL = process.env['PROMPTHUB_FULL'] !== undefined;
const EXPERIMENTS = FULL ? 10_000 : 500;
const VISITS = FULL ? 500 : 250;
const ALPHA = 0.05;

type PValue = (counts: readonly number[], shares: readonly number[]) => number;

/** In which share of experiments it falls to the level at any of the visits, each of which is looked at. */
function shareAlarmed(pValue: PValue, shares: readonly number[], real = shares): number {
  const random = seededRandom(20_261_124);
  let alarmed = 0;
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    const counts = shares.map(() => 0);
    for (let visit = 0; visit < VISITS; visit++) {
      const at = random();
      let [arm, upTo] = [0, real[0] ?? 0];
      while (at >= upTo && arm < real.length - 1) upTo += real[++arm] ?? 0;
      counts[arm] = (counts[arm] ?? 0) + 1;
      if (pValue(counts, shares) > ALPHA) continue;
      alarmed++;
      break;
    }
  }
  return alarmed / EXPERIMENTS;
}

function chiSquared(counts: readonly number[], shares: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const terms = counts.map(
    (count, arm) => (count - total * (shares[arm] ?? 0)) ** 2 / (total * (shares[arm] ?? 0)),
  );
  return chiSquareTail(
    terms.reduce((sum, term) => sum + term, 0),
    counts.length - 1,
  );
}

test.each([[[0.5, 0.5]], [[0.9, 0.1]], [[0.7, 0.2, 0.09, 0.01]]])(
  'arms that get their shares %j, looked at after each visit, alarm no more often than the level',
  (shares) => {
    expect(shareAlarmed(sampleRatioMismatch, shares)).toBeLessThanOrEqual(ALPHA);
  },
);

test('chi-squared would alarm in a quarter of them', () => {
  expect(shareAlarmed(chiSquared, [0.5, 0.5])).toBeGreaterThan(0.25);
});

test('an arm that loses a third of its visits is found soon', () => {
  const shares = [0.5, 0.5];
  expect(shareAlarmed(sampleRatioMismatch, shares, [0.6, 0.4])).toBeGreaterThan(FULL ? 0.9 : 0.5);
});

test('traffic that does not come in its shares is seen, and chance is not', () => {
  expect(sampleRatioMismatch([5_300, 4_700], [1, 1])).toBeLessThan(0.001);
  expect(sampleRatioMismatch([5_050, 4_950], [1, 1])).toBeGreaterThan(0.1);
  expect(sampleRatioMismatch([0, 0], [1, 1])).toBe(1);
  expect(sampleRatioMismatch([9_000_000, 1_000], [500, 500])).toBe(0);
});
