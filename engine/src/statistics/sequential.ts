import { chiSquareTail } from './distributions';
import type { Interval } from './interval';
import { checkShare, checkValues, StatisticsError } from './statistics-error';

/** One arm of an experiment: how many were asked, and how many of them were a success. */
export interface ArmCount {
  readonly successes: number;
  readonly trials: number;
}

/**
 * Evidence against "both arms are equal" that may be looked at whenever one likes: the mixture sequential probability ratio test
 * for two rates (Johari, Koomen, Pekelis and Walsh, 2017). Looked at any number of times, 1 / Λ falls below alpha in no more than that share of
 * experiments without a difference.
 */
export interface SequentialTest {
  /** Λ: how much better the data fit a difference than none. */
  readonly ratio: number;
  /** The least 1 / Λ that was seen, at most 1: valid at every moment. */
  readonly pValue: number;
}

/** The differences that are looked for have this standard deviation. */
const DEFAULT_SPREAD = 0.1;

/**
 * @param earlier the p-value of the last look; evidence does not grow stale.
 * @throws StatisticsError
 */
export function sequentialTest(
  first: ArmCount,
  second: ArmCount,
  { spread = DEFAULT_SPREAD, earlier = 1 }: { spread?: number; earlier?: number } = {},
): SequentialTest {
  checkSpread(spread);
  const [from, to] = [rateEstimate(first), rateEstimate(second)];
  if (from === undefined || to === undefined) return { ratio: 0, pValue: earlier };
  const ratio = likelihoodRatio(to.value - from.value, from.variance + to.variance, spread);
  return { ratio, pValue: Math.min(earlier, 1 / ratio) };
}

/** What is known of a mean, of a rate, or of a difference of two. */
export interface MeanEstimate {
  readonly value: number;
  /** Of the estimate, not of one observation: the square of its standard error. */
  readonly variance: number;
}

/** Of a rate: with one success and one failure added for the variance, so that a rate of 0 or 1 is not taken for certain. */
export function rateEstimate({ successes, trials }: ArmCount): MeanEstimate | undefined {
  if (trials === 0) return undefined;
  const rate = (successes + 1) / (trials + 2);
  return { value: successes / trials, variance: (rate * (1 - rate)) / trials };
}

/**
 * Where the true value lies, at all moments at once: the confidence sequence of the same test (Howard, Ramdas, McAuliffe and Sekhon, 2021).
 * In at most a share `alpha` of experiments is it ever outside, however often one looks. By normal approximation: for many observations.
 * @param spread values within about so much of zero are told apart best
 * @throws StatisticsError
 */
export function confidenceSequence(
  { value, variance }: MeanEstimate,
  { spread, alpha = 0.05 }: { spread: number; alpha?: number },
): Interval {
  checkSpread(spread);
  checkShare(alpha, 'Alpha');
  if (!(variance >= 0) || !Number.isFinite(value))
    throw new StatisticsError('A value is not a finite number.');
  if (variance === 0) return { low: value, high: value };
  const mixed = variance + spread ** 2;
  const room = Math.log(1 / alpha) + Math.log(mixed / variance) / 2;
  const half = Math.sqrt(((2 * variance * mixed) / spread ** 2) * room);
  return { low: value - half, high: value + half };
}

/** The p-value against "it is zero" that goes with `confidenceSequence`: at most `alpha` where that does not hold zero. */
export function sequentialPValue({ value, variance }: MeanEstimate, spread: number): number {
  checkSpread(spread);
  if (variance === 0) return value === 0 ? 1 : 0;
  return Math.min(1, 1 / likelihoodRatio(value, variance, spread));
}

function likelihoodRatio(difference: number, variance: number, spread: number): number {
  const mixed = variance + spread ** 2;
  return Math.sqrt(variance / mixed) * Math.exp((spread ** 2 * difference ** 2) / (2 * variance * mixed));
}

function checkSpread(spread: number): void {
  if (!(spread > 0)) throw new StatisticsError('The spread of differences is above 0.');
}

/**
 * Whether the arms got the share of traffic that they were to get: a p-value by chi-squared. A tiny one (below 0.001) says that something
 * loses or repeats visits, and that no other figure of the experiment can be trusted.
 * @throws StatisticsError
 */
export function sampleRatioMismatch(counts: readonly number[], shares: readonly number[]): number {
  checkValues(counts, 2);
  checkValues(shares, counts.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  if (total === 0) return 1;
  if (!shares.every((share) => share > 0)) throw new StatisticsError('Each arm has a share above 0.');
  const statistic = counts.reduce((sum, count, arm) => {
    const expected = (total * (shares[arm] ?? 0)) / whole;
    return sum + (count - expected) ** 2 / expected;
  }, 0);
  return chiSquareTail(statistic, counts.length - 1);
}
