import { normalCdf, normalQuantile } from './distributions';
import type { Interval } from './interval';
import { mean } from './moments';
import { checkShare, checkValues } from './statistics-error';

export interface BootstrapOptions {
  readonly confidence?: number;
  readonly resamples?: number;
  /** From 0 up to, but not including, 1; give a seeded one, so that a report says the same twice. */
  readonly random: () => number;
}

const RESAMPLES = 9_999;
/** Looked up once: in a sandbox globals are slow. */
const { floor } = Math;

/**
 * Where the mean of what each case gained lies: the bias-corrected and accelerated bootstrap (Efron, 1987) over cases. `differences`
 * are second − first of the same case. When all are equal, both ends are that.
 * @throws StatisticsError
 */
export function pairedBootstrap(
  differences: readonly number[],
  { confidence = 0.95, resamples = RESAMPLES, random }: BootstrapOptions,
): { readonly mean: number; readonly interval: Interval } {
  checkValues(differences, 2);
  checkShare(confidence, 'The confidence');
  const n = differences.length;
  const observed = mean(differences);
  const estimates = Array.from({ length: resamples }, () => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += differences[floor(random() * n)] ?? 0;
    return sum / n;
  });
  const total = observed * n;
  const leftOut = differences.map((value) => (total - value) / (n - 1));
  return { mean: observed, interval: bcaInterval({ observed, estimates, leftOut }, confidence) };
}

export interface BootstrapEstimates {
  /** Of the sample itself. */
  readonly observed: number;
  /** Of each resample. */
  readonly estimates: readonly number[];
  /** Of the sample without each of its values (the jackknife). */
  readonly leftOut: readonly number[];
}

/** The interval that the estimates give (Efron and Tibshirani, 1993, chapter 14). */
export function bcaInterval(
  { observed, estimates, leftOut }: BootstrapEstimates,
  confidence = 0.95,
): Interval {
  const sorted = [...estimates].sort((a, b) => a - b);
  const [first = observed, last = observed] = [sorted[0], sorted.at(-1)];
  if (first === last) return { low: first, high: last };
  const share = (below: (value: number) => boolean): number => sorted.filter(below).length / sorted.length;
  // Of a finite number of resamples none is certain to lie on one side.
  const least = 1 / (2 * sorted.length);
  const below = (share((value) => value < observed) + share((value) => value <= observed)) / 2;
  const bias = normalQuantile(Math.min(1 - least, Math.max(least, below)));
  const middle = mean(leftOut);
  const cubes = leftOut.reduce((sum, value) => sum + (middle - value) ** 3, 0);
  const squares = leftOut.reduce((sum, value) => sum + (middle - value) ** 2, 0);
  const acceleration = squares === 0 ? 0 : cubes / (6 * squares ** 1.5);
  const at = (z: number): number =>
    quantile(sorted, normalCdf(bias + (bias + z) / (1 - acceleration * (bias + z))));
  const z = normalQuantile(1 - (1 - confidence) / 2);
  return { low: at(-z), high: at(z) };
}

/** Between the two values next to it, in proportion: the seventh of Hyndman and Fan (1996). */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}
