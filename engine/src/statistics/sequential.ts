import { chiSquareTail } from './distributions';
import { checkValues, StatisticsError } from './statistics-error';

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
  if (!(spread > 0)) throw new StatisticsError('The spread of differences is above 0.');
  const variance = varianceOfDifference(first, second);
  if (variance === undefined) return { ratio: 0, pValue: earlier };
  const difference = second.successes / second.trials - first.successes / first.trials;
  const mixed = variance + spread ** 2;
  const ratio =
    Math.sqrt(variance / mixed) * Math.exp((spread ** 2 * difference ** 2) / (2 * variance * mixed));
  return { ratio, pValue: Math.min(earlier, 1 / ratio) };
}

/** With one success and one failure added to each, so that a rate of 0 or 1 is not taken for certain. */
function varianceOfDifference(...arms: readonly ArmCount[]): number | undefined {
  let variance = 0;
  for (const { successes, trials } of arms) {
    if (trials === 0) return undefined;
    const rate = (successes + 1) / (trials + 2);
    variance += (rate * (1 - rate)) / trials;
  }
  return variance;
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
