import { chiSquareTail, fairCoinCdf, normalQuantile } from './distributions';
import { checkValues, StatisticsError } from './statistics-error';

/** Cases that the two versions judged differently; where both agree says nothing about which is better. */
export interface Disagreements {
  readonly onlyFirst: number;
  readonly onlySecond: number;
}

/** From here on the approximation is as good as the exact test (Fagerland and others, 2013, find it good from fewer on). */
const ENOUGH = 50;

/**
 * Whether two versions pass the same cases equally often (McNemar, 1947): exact binomial for fewer than 50 disagreements, else
 * chi-squared with Edwards' correction.
 * @throws StatisticsError
 */
export function mcnemar(
  { onlyFirst, onlySecond }: Disagreements,
  { exact = onlyFirst + onlySecond < ENOUGH }: { exact?: boolean } = {},
): { readonly pValue: number; readonly exact: boolean } {
  checkValues([onlyFirst, onlySecond], 2);
  if (![onlyFirst, onlySecond].every((count) => Number.isInteger(count) && count >= 0))
    throw new StatisticsError('Disagreements are counted in whole numbers.');
  const n = onlyFirst + onlySecond;
  if (n === 0) return { pValue: 1, exact };
  if (exact) return { pValue: Math.min(1, 2 * fairCoinCdf(Math.min(onlyFirst, onlySecond), n)), exact };
  const statistic = (Math.abs(onlyFirst - onlySecond) - 1) ** 2 / n;
  return { pValue: chiSquareTail(statistic, 1), exact };
}

/** How many of `n` disagreements must be of one kind to show a difference; more than `n` when all of them do not. */
export function leastShown(n: number, alpha: number): number {
  const least = Math.ceil((n + 1) / 2);
  if (n >= ENOUGH) return Math.ceil((n + 1 + normalQuantile(1 - alpha / 2) * Math.sqrt(n)) / 2);
  for (let onlySecond = least; onlySecond <= n; onlySecond++)
    if (mcnemar({ onlyFirst: n - onlySecond, onlySecond }).pValue <= alpha) return onlySecond;
  return n + 1;
}
