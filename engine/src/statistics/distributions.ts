import { incbet, incbi, igamc, lgam, ndtr, ndtri } from 'cephes';

/** Distributions, from the special functions of the Cephes library (Moshier), which SciPy computes with as well. */

export const normalCdf = (x: number): number => orZero(() => ndtr(x));
export const normalQuantile = (p: number): number => ndtri(p);

/** Of both tails beyond `±t`, for any positive degrees of freedom. */
export function studentTwoTailed(t: number, df: number): number {
  if (!Number.isFinite(t)) return 0;
  return orZero(() => incbet(df / 2, 0.5, df / (df + t * t)));
}

/** The `t` that leaves `(1 - confidence) / 2` in each tail. */
export function studentCritical(confidence: number, df: number): number {
  const x = incbi(df / 2, 0.5, 1 - confidence);
  return Math.sqrt((df * (1 - x)) / x);
}

export const betaQuantile = (p: number, a: number, b: number): number => incbi(a, b, p);

/** Of the upper tail. */
export const chiSquareTail = (x: number, df: number): number => orZero(() => igamc(df / 2, x / 2));

/** ln Γ(x), for positive x. */
export const logGamma = (x: number): number => lgam(x);
export const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b);

/** P(X ≤ k) of a fair coin thrown n times. */
export function fairCoinCdf(k: number, n: number): number {
  return k >= n ? 1 : orZero(() => incbet(n - k, k + 1, 0.5));
}

/** P(X = k) of n throws that each succeed with the chance p; p neither 0 nor 1. */
export function binomialChance(k: number, n: number, p: number): number {
  const ways = -Math.log(n + 1) - logBeta(n - k + 1, k + 1);
  return Math.exp(ways + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** P(X ≥ k) of the same, for any p; k at least 1. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k > n) return 0;
  return p >= 1 ? 1 : orZero(() => incbet(k, n - k + 1, p));
}

/** A chance too small for a number is none; Cephes throws there. */
function orZero(chance: () => number): number {
  try {
    return chance();
  } catch (error) {
    if (error instanceof Error && error.message.includes('underflow')) return 0;
    throw error;
  }
}
