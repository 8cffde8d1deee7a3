import type { Interval } from './interval';
import { checkShare, StatisticsError } from './statistics-error';

/** One arm of an experiment: how many were asked, and how many of them were a success. */
export interface ArmCount {
  readonly successes: number;
  readonly trials: number;
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

/**
 * The p-value against "it is zero" that goes with `confidenceSequence`: at most `alpha` where that does not hold zero. Of the mixture sequential
 * probability ratio test (Johari, Koomen, Pekelis and Walsh, 2017): looked at any number of times, it falls below alpha in no more than that share
 * of experiments without a difference.
 * @throws StatisticsError
 */
export function sequentialPValue({ value, variance }: MeanEstimate, spread: number): number {
  checkSpread(spread);
  if (variance === 0) return value === 0 ? 1 : 0;
  const mixed = variance + spread ** 2;
  const ratio = Math.sqrt(variance / mixed) * Math.exp((spread ** 2 * value ** 2) / (2 * variance * mixed));
  return Math.min(1, 1 / ratio);
}

function checkSpread(spread: number): void {
  if (!(spread > 0)) throw new StatisticsError('The spread of differences is above 0.');
}
