import { normalCdf, normalQuantile } from './distributions';
import { checkShare, StatisticsError } from './statistics-error';

/** Two rates of success that are to be told apart, with as many cases each. */
export interface RatePlan {
  readonly from: number;
  readonly to: number;
  /** How often a difference may be found that is not there; default 0.05, of both sides together. */
  readonly alpha?: number;
}

/** How far apart two rates are, on the scale on which all are equally hard to tell (Cohen, 1988, chapter 6). */
export function cohensH(from: number, to: number): number {
  return 2 * Math.asin(Math.sqrt(to)) - 2 * Math.asin(Math.sqrt(from));
}

/** How often the difference is found with `cases` of each version. @throws StatisticsError */
export function powerOfRates({ from, to, alpha = 0.05 }: RatePlan, cases: number): number {
  check(from, to, alpha);
  const critical = normalQuantile(1 - alpha / 2);
  const shift = Math.abs(cohensH(from, to)) * Math.sqrt(cases / 2);
  return normalCdf(shift - critical) + normalCdf(-critical - shift);
}

/**
 * How many cases of each version find it so often; whole, and at least 2.
 * @throws StatisticsError, also when both rates are equal, or too close for numbers that can be counted
 */
export function casesForRates(plan: RatePlan, power = 0.8): number {
  const { from, to, alpha = 0.05 } = plan;
  check(from, to, alpha);
  checkShare(power, 'The power');
  if (from === to) throw new StatisticsError('Two equal rates cannot be told apart by any number of cases.');
  const z = normalQuantile(1 - alpha / 2) + normalQuantile(power);
  let cases = Math.max(2, Math.floor(2 * (z / cohensH(from, to)) ** 2) - 2);
  if (!Number.isSafeInteger(cases))
    throw new StatisticsError(`The rates ${from} and ${to} are too close to be told apart.`);
  while (powerOfRates(plan, cases) < power) cases++;
  return cases;
}

function check(from: number, to: number, alpha: number): void {
  for (const rate of [from, to])
    if (!(rate >= 0 && rate <= 1))
      throw new StatisticsError(`The rate ${rate} does not lie between 0 and 1.`);
  checkShare(alpha, 'Alpha');
}
