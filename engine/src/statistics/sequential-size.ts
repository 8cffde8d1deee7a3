import { normalQuantile } from './distributions';
import { casesForRates, type RatePlan } from './power';
import { confidenceSequence, rateEstimate } from './sequential';
import { StatisticsError } from './statistics-error';

/**
 * How many keys of each of two arms show by `confidenceSequence` that these rates differ, so often; whole. Of one look when they have come: who looks
 * before may see it sooner.
 * @throws StatisticsError, also when both rates are equal, or too close for numbers that can be counted
 */
export function keysForRates(
  plan: RatePlan,
  { spread, power = 0.8 }: { spread: number; power?: number },
): number {
  const { from, to, alpha } = plan;
  const needed = normalQuantile(power);
  const isEnough = (keys: number): boolean => {
    const variance = [from, to].reduce(
      (sum, rate) => sum + (rateEstimate({ successes: rate * keys, trials: keys })?.variance ?? 0),
      0,
    );
    const value = Math.abs(to - from);
    const { low } = confidenceSequence(
      { value, variance },
      { spread, ...(alpha === undefined ? {} : { alpha }) },
    );
    return low >= needed * Math.sqrt(variance);
  };
  // A single look with an interval that is valid only then needs fewer.
  let tooFew = casesForRates(plan, power) - 1;
  let enough = tooFew + 1;
  while (!isEnough(enough)) [tooFew, enough] = [enough, enough * 2];
  if (!Number.isSafeInteger(enough))
    throw new StatisticsError(`The rates ${from} and ${to} are too close to be told apart.`);
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (isEnough(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
