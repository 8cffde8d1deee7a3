import { binomialChance, binomialTail } from './distributions';
import { leastShown } from './mcnemar';
import type { RatePlan } from './power';

/** More cases than anybody runs. */
const MOST = 100_000;
/** Numbers of disagreements farther from the mean hardly occur. Standard deviations. */
const REACH = 8;

/**
 * How often McNemar's test finds that two versions differ, and which is better, when they run on the same cases and pass them
 * independently of each other. As exact as the test: with few cases, or rates near 0 and 1, approximations promise far too much.
 */
export function powerOfPairs({ from, to, alpha = 0.05 }: RatePlan, cases: number): number {
  const [lost, won] = [from * (1 - to), (1 - from) * to];
  const differing = lost + won;
  if (differing === 0) return 0;
  const rightWay = Math.max(lost, won) / differing;
  const found = (disagreements: number): number =>
    binomialTail(leastShown(disagreements, alpha), disagreements, rightWay);
  if (differing >= 1) return found(cases);
  const [middle, spread] = [cases * differing, Math.sqrt(cases * differing * (1 - differing))];
  const last = Math.min(cases, Math.ceil(middle + REACH * spread + REACH));
  let power = 0;
  for (let n = Math.max(1, Math.floor(middle - REACH * spread)); n <= last; n++)
    power += binomialChance(n, cases, differing) * found(n);
  return Math.min(1, power);
}

/** How many cases find it so often; undefined when a hundred thousand do not. */
export function casesForPairs(plan: RatePlan, power = 0.8): number | undefined {
  let enough = 2;
  while (powerOfPairs(plan, enough) < power) {
    if (enough > MOST) return undefined;
    enough *= 2;
  }
  let tooFew = enough / 2;
  while (enough - tooFew > 1) {
    const middle = (enough + tooFew) >> 1;
    if (powerOfPairs(plan, middle) < power) tooFew = middle;
    else enough = middle;
  }
  return enough;
}
