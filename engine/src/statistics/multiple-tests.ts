import { StatisticsError } from './statistics-error';

/**
 * P-values of several tests at once, adjusted so that the share of false ones among those found is kept (Benjamini and Hochberg,
 * 1995), in the given order.
 * @throws StatisticsError
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const n = pValues.length;
  let least = 1;
  return inOrder(pValues, 'from the largest', (p, place) => (least = Math.min(least, (p * n) / (n - place))));
}

/** Adjusted so that none is false, with the same certainty (Holm, 1979). @throws StatisticsError */
export function holm(pValues: readonly number[]): number[] {
  const n = pValues.length;
  let most = 0;
  return inOrder(
    pValues,
    'from the smallest',
    (p, place) => (most = Math.max(most, Math.min(1, p * (n - place)))),
  );
}

function inOrder(
  pValues: readonly number[],
  direction: 'from the smallest' | 'from the largest',
  adjust: (p: number, place: number) => number,
): number[] {
  if (!pValues.every((p) => p >= 0 && p <= 1)) throw new StatisticsError('A p-value lies between 0 and 1.');
  const sign = direction === 'from the smallest' ? 1 : -1;
  const order = pValues.map((p, index) => ({ p, index })).sort((a, b) => sign * (a.p - b.p));
  const adjusted = new Array<number>(pValues.length).fill(1);
  order.forEach(({ p, index }, place) => (adjusted[index] = adjust(p, place)));
  return adjusted;
}
