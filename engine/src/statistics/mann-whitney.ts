import { normalCdf } from './distributions';
import { midRanks } from './ranks';
import { checkValues } from './statistics-error';

export interface MannWhitneyResult {
  /** Pairs in which the second is larger, equal ones counted half. */
  readonly u: number;
  /** Two-sided. */
  readonly pValue: number;
  readonly exact: boolean;
  /**
   * Cliff's delta (1993): how much more often a value of the second is larger than one of the first than smaller, from −1 to 1.
   */
  readonly delta: number;
}

/** Up to so many in the smaller sample, and in both, and without equal values, all orders are counted: they fit into a double. */
const FEW = 8;
const FEW_IN_ALL = 60;

/**
 * Whether values of one sample tend to be larger than those of the other (Mann and Whitney, 1947), with the correction for equal
 * values and for continuity.
 * @throws StatisticsError
 */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitneyResult {
  for (const values of [first, second]) checkValues(values, 1);
  const [m, n] = [first.length, second.length];
  const { ranks, ties } = midRanks([...first, ...second]);
  const rankSum = ranks.slice(m).reduce((sum, rank) => sum + rank, 0);
  const u = rankSum - (n * (n + 1)) / 2;
  const delta = (2 * u) / (m * n) - 1;
  const exact = Math.min(m, n) <= FEW && m + n <= FEW_IN_ALL && ties.every((count) => count === 1);
  const larger = Math.max(u, m * n - u);
  const pValue = exact ? exactTail(larger, m, n) : normalTail(larger, { m, n, ties });
  return { u, pValue: Math.min(1, 2 * pValue), exact, delta };
}

/** P(U ≥ u): of all orders that are equally likely, how many have it. */
function exactTail(u: number, m: number, n: number): number {
  const counts = ordersByU(m, n);
  const all = counts.reduce((sum, count) => sum + count, 0);
  return counts.slice(u).reduce((sum, count) => sum + count, 0) / all;
}

/** How many orders of m and n values have each U: the coefficients of the Gaussian binomial. */
function ordersByU(m: number, n: number): number[] {
  const size = m * n + 1;
  const counts = new Array<number>(size).fill(0);
  counts[0] = 1;
  for (let k = 1; k <= m; k++) {
    // Times (1 − q^(n+k)), then divided by (1 − q^k).
    for (let i = size - 1; i >= n + k; i--) counts[i] = (counts[i] ?? 0) - (counts[i - n - k] ?? 0);
    for (let i = k; i < size; i++) counts[i] = (counts[i] ?? 0) + (counts[i - k] ?? 0);
  }
  return counts;
}

function normalTail(u: number, { m, n, ties }: { m: number; n: number; ties: readonly number[] }): number {
  const all = m + n;
  const tied = ties.reduce((sum, count) => sum + count ** 3 - count, 0);
  const deviation = Math.sqrt(((m * n) / 12) * (all + 1 - tied / (all * (all - 1))));
  if (deviation === 0) return 1;
  return normalCdf((0.5 + (m * n) / 2 - u) / deviation);
}
