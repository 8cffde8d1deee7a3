import { logGamma } from './distributions';
import { checkValues, StatisticsError } from './statistics-error';

/**
 * What the alternative believes in beforehand: shares about those that were wanted, as if so many visits had shown them. Losses of two
 * points and of ten are both found soon by it.
 */
const CONCENTRATION = 100;

/**
 * Whether the arms got the shares of traffic that they were to get: a p-value against that which may be looked at after each visit. In at
 * most a share `alpha` of experiments does it ever fall below `alpha`. A tiny one (below 0.001) says that something loses or repeats visits, and
 * that no other figure of the experiment can be trusted.
 *
 * One by the Bayes factor of a Dirichlet prior against the wanted shares, which is a martingale where these hold (Lindon and Malek,
 * "Anytime-Valid Inference for Multinomial Count Data", NeurIPS 2022).
 * @throws StatisticsError
 */
export function sampleRatioMismatch(counts: readonly number[], shares: readonly number[]): number {
  checkValues(counts, 2);
  checkValues(shares, counts.length);
  if (!shares.every((share) => share > 0)) throw new StatisticsError('Each arm has a share above 0.');
  const whole = shares.reduce((sum, share) => sum + share, 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const logBayesFactor = counts.reduce(
    (sum, count, arm) => {
      const share = (shares[arm] ?? 0) / whole;
      const prior = CONCENTRATION * share;
      return sum + logGamma(prior + count) - logGamma(prior) - count * Math.log(share);
    },
    logGamma(CONCENTRATION) - logGamma(CONCENTRATION + total),
  );
  return Math.min(1, Math.exp(-logBayesFactor));
}
