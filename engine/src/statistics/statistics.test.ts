import { readFileSync } from 'node:fs';
import path from 'node:path';
import { agreement } from './agreement';
import { betaBinomial, probabilityOfBetter } from './beta-binomial';
import { bcaInterval } from './bootstrap';
import { fisherExactGreater } from './fisher-exact';
import { mannWhitney } from './mann-whitney';
import { mcnemar } from './mcnemar';
import { benjaminiHochberg, holm } from './multiple-tests';
import { casesForRates, cohensH, powerOfRates } from './power';
import { sampleRatioMismatch } from './sample-ratio';
import type { Reference } from './testing/reference';
import { welch } from './welch';
import { wilsonInterval } from './wilson';

/** What SciPy and statsmodels say; testing/reference.py makes it. */
const reference = JSON.parse(
  readFileSync(path.join(__dirname, 'testing', 'reference.json'), 'utf8'),
) as Reference;

/** To 1e-9, of the value where it is large, and tiny p-values to nine digits as well. */
function near(actual: number, expected: number): void {
  const tolerance = 1e-9 * Math.max(Math.abs(expected), expected === 0 ? 1e-3 : 0);
  expect([actual, Math.abs(actual - expected) <= tolerance]).toEqual([actual, true]);
}
/** For figures that SciPy itself finds by integration or iteration. */
function nearby(actual: number, expected: number): void {
  expect(actual).toBeCloseTo(expected, 9);
}

describe(`equal to ${reference.origin}`, () => {
  test.each(reference.wilson)('Wilson: $successes of $trials at $confidence', (row) => {
    const { low, high } = wilsonInterval(row.successes, row.trials, row.confidence);
    nearby(low, row.low);
    nearby(high, row.high);
  });

  test.each(reference.mcnemar)('McNemar: $onlyFirst against $onlySecond, exact: $exact', (row) => {
    near(mcnemar(row, { exact: row.exact }).pValue, row.pValue);
  });

  test.each(reference.welch)('Welch: t = $t', ({ first, second, ...row }) => {
    const { t, df, pValue, interval } = welch(first, second);
    near(t, row.t);
    near(df, row.df);
    near(pValue, row.pValue);
    nearby(interval.low, row.low);
    nearby(interval.high, row.high);
  });

  test.each(reference.mannWhitney)('Mann-Whitney: U = $u, exact: $exact', ({ first, second, ...row }) => {
    const result = mannWhitney(first, second);
    expect([result.u, result.exact]).toEqual([row.u, row.exact]);
    near(result.pValue, row.pValue);
    nearby(result.delta, row.delta);
  });

  test.each(reference.bca)('bootstrap (BCa): $low to $high', ({ confidence, low, high, ...estimates }) => {
    const interval = bcaInterval(estimates, confidence);
    near(interval.low, low);
    near(interval.high, high);
  });

  test.each(reference.adjusted)('adjusted p-values: $pValues', (row) => {
    benjaminiHochberg(row.pValues).forEach((p, i) => nearby(p, row.benjaminiHochberg[i] ?? NaN));
    holm(row.pValues).forEach((p, i) => nearby(p, row.holm[i] ?? NaN));
  });

  test.each(reference.power)(
    'power: $cases cases of $from and $to',
    ({ cases, h, power, needed, ...plan }) => {
      nearby(cohensH(plan.from, plan.to), h);
      nearby(powerOfRates(plan, cases), power);
      if (needed !== null) expect(casesForRates(plan)).toBe(Math.max(2, Math.ceil(needed)));
    },
  );

  test.each(reference.beta)('beta-binomial: $successes of $trials', ({ successes, trials, a, b, ...row }) => {
    const { mean, interval } = betaBinomial(successes, trials, { prior: { a, b } });
    near(mean, row.mean);
    near(interval.low, row.low);
    near(interval.high, row.high);
  });

  test.each(reference.better)('probability of being better: $probability', (row) => {
    nearby(probabilityOfBetter(row.first, row.second), row.probability);
  });

  test.each(reference.kappa)('Cohen’s kappa: $kappa', ({ table, ...row }) => {
    const pairs = table.flatMap((counts, i) =>
      counts.flatMap((count, j) => Array.from({ length: count }, () => [`${i}`, `${j}`] as const)),
    );
    const { kappa, interval, confusion } = agreement(pairs);
    expect(confusion).toEqual(table);
    nearby(kappa, row.kappa);
    nearby(interval.low, row.low);
    nearby(interval.high, row.high);
  });

  test.each(reference.fisher)('Fisher’s exact test: $table', ({ table, pValue }) => {
    near(fisherExactGreater(table), pValue);
  });

  test.each(reference.sampleRatio)('sample ratio: $counts for $shares', ({ counts, shares, pValue }) => {
    near(sampleRatioMismatch(counts, shares), pValue);
  });
});
