import { logBeta } from './distributions';

/**
 * Fisher's exact test of a table of two rows and two columns, one-sided: the chance of at least so many in the diagonal's first cell when
 * rows and columns have nothing to do with each other and their sums are as they are.
 */
export function fisherExactGreater([[a, b], [c, d]]: readonly [
  readonly [number, number],
  readonly [number, number],
]): number {
  const [row, others, column] = [a + b, c + d, a + c];
  const all = logChoose(row + others, column);
  let chance = 0;
  for (let x = a; x <= Math.min(row, column); x++)
    chance += Math.exp(logChoose(row, x) + logChoose(others, column - x) - all);
  return Math.min(1, chance);
}

/** ln of the number of ways to choose k of n; for more than there are, none. */
function logChoose(n: number, k: number): number {
  return k < 0 || k > n ? -Infinity : -Math.log(n + 1) - logBeta(n - k + 1, k + 1);
}
