import { studentCritical, studentTwoTailed } from './distributions';
import type { Interval } from './interval';
import { mean, variance } from './moments';
import { checkShare, checkValues } from './statistics-error';

export interface WelchResult {
  /** Of the means: second − first. */
  readonly difference: number;
  readonly interval: Interval;
  /** Positive when the second is larger. */
  readonly t: number;
  /** Welch–Satterthwaite. */
  readonly df: number;
  /** Two-sided. */
  readonly pValue: number;
}

/**
 * Whether two independent samples have the same mean, without equal variances (Welch, 1947). Two constant samples: `pValue` is 1
 * when they are equal, else 0.
 * @throws StatisticsError
 */
export function welch(first: readonly number[], second: readonly number[], confidence = 0.95): WelchResult {
  for (const values of [first, second]) checkValues(values, 2);
  checkShare(confidence, 'The confidence');
  const [a, b] = [variance(first) / first.length, variance(second) / second.length];
  const difference = mean(second) - mean(first);
  const error = Math.sqrt(a + b);
  if (error === 0) {
    const same = difference === 0;
    const [t, pValue] = same ? [0, 1] : [Infinity * difference, 0];
    return { difference, interval: { low: difference, high: difference }, t, df: Infinity, pValue };
  }
  const t = difference / error;
  const df = (a + b) ** 2 / (a ** 2 / (first.length - 1) + b ** 2 / (second.length - 1));
  const half = studentCritical(confidence, df) * error;
  return {
    ...{ difference, t, df, pValue: studentTwoTailed(t, df) },
    interval: { low: difference - half, high: difference + half },
  };
}
