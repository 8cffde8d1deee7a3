import { betaQuantile, logBeta } from './distributions';
import type { Interval } from './interval';
import { checkCount, checkShare, StatisticsError } from './statistics-error';

/** What is believed of a rate: a beta distribution. Both 1 (nothing is known) unless a prior is given. */
export interface Belief {
  readonly a: number;
  readonly b: number;
}

export interface Posterior extends Belief {
  readonly mean: number;
  /** Equal tails. */
  readonly interval: Interval;
}

/** What is believed of a rate after `successes` of `trials`. @throws StatisticsError */
export function betaBinomial(
  successes: number,
  trials: number,
  { prior = { a: 1, b: 1 }, confidence = 0.95 }: { prior?: Belief; confidence?: number } = {},
): Posterior {
  checkCount(successes, trials);
  checkShare(confidence, 'The confidence');
  if (!(prior.a > 0 && prior.b > 0)) throw new StatisticsError('Both numbers of a prior are above 0.');
  const [a, b] = [prior.a + successes, prior.b + trials - successes];
  const tail = (1 - confidence) / 2;
  const interval = { low: betaQuantile(tail, a, b), high: betaQuantile(1 - tail, a, b) };
  return { a, b, mean: a / (a + b), interval };
}

/**
 * How probable it is that the second rate is higher than the first (Evan Miller, 2015: the closed form). Exact for whole `a` of the
 * second; its sum has `second.a` terms.
 * @throws StatisticsError when `second.a` is not whole
 */
export function probabilityOfBetter(first: Belief, second: Belief): number {
  if (!Number.isInteger(second.a))
    throw new StatisticsError('The second belief needs a whole number of successes.');
  let sum = 0;
  for (let i = 0; i < second.a; i++) {
    const log = logBeta(first.a + i, first.b + second.b) - Math.log(second.b + i) - logBeta(1 + i, second.b);
    sum += Math.exp(log - logBeta(first.a, first.b));
  }
  return Math.min(1, sum);
}
