import { normalQuantile } from './distributions';
import type { Interval } from './interval';
import { checkShare, StatisticsError } from './statistics-error';

export interface Agreement {
  /** Share of cases that both judge alike. */
  readonly observed: number;
  /** What chance alone would give. */
  readonly expected: number;
  /** Cohen's kappa (1960): 1 for perfect agreement, 0 for no more than chance gives; 1 too when both gave one and the same label. */
  readonly kappa: number;
  /** With the variance of Fleiss, Cohen and Everitt (1969). */
  readonly interval: Interval;
  readonly labels: readonly string[];
  /** Cases by the first's label (row) and the second's (column), in the order of `labels`. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * How well two judges of the same cases agree, such as a model and a person.
 * @throws StatisticsError for no cases
 */
export function agreement(
  pairs: readonly (readonly [first: string, second: string])[],
  confidence = 0.95,
): Agreement {
  if (pairs.length === 0) throw new StatisticsError('There are no cases that both have judged.');
  checkShare(confidence, 'The confidence');
  const labels = [...new Set(pairs.flat())].sort();
  const confusion = labels.map((row) =>
    labels.map((column) => pairs.filter(([first, second]) => first === row && second === column).length),
  );
  const n = pairs.length;
  const share = (row: number, column: number): number => (confusion[row]?.[column] ?? 0) / n;
  const indices = labels.map((_label, index) => index);
  const rows = indices.map((row) => sum(indices, (column) => share(row, column)));
  const columns = indices.map((column) => sum(indices, (row) => share(row, column)));
  const [inRow, inColumn] = [(i: number) => rows[i] ?? 0, (i: number) => columns[i] ?? 0];
  const observed = sum(indices, (i) => share(i, i));
  const expected = sum(indices, (i) => inRow(i) * inColumn(i));
  const room = 1 - expected;
  if (room === 0) return { observed, expected, kappa: 1, interval: { low: 1, high: 1 }, labels, confusion };
  const kappa = (observed - expected) / room;
  const alike = sum(indices, (i) => share(i, i) * (1 - (inRow(i) + inColumn(i)) * (1 - kappa)) ** 2);
  const unlike = sum(indices, (i) =>
    sum(indices, (j) => (i === j ? 0 : share(i, j) * (inColumn(i) + inRow(j)) ** 2)),
  );
  const variance =
    (alike + (1 - kappa) ** 2 * unlike - (kappa - expected * (1 - kappa)) ** 2) / (n * room ** 2);
  const half = normalQuantile(1 - (1 - confidence) / 2) * Math.sqrt(Math.max(0, variance));
  return {
    observed,
    expected,
    kappa,
    interval: { low: kappa - half, high: kappa + half },
    labels,
    confusion,
  };
}

function sum(indices: readonly number[], of: (index: number) => number): number {
  return indices.reduce((total, index) => total + of(index), 0);
}
