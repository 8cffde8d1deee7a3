import { dollars } from './figures';

/** `51.0 %`, `−3.1 points`, `$0.012`, `420 ms`: a value of a metric, or a difference of two. Rates are percentages, and their differences points of them. */
export function metricFigure(
  { name, kind }: { readonly name: string; readonly kind: string },
  of: 'value' | 'difference',
  value: number,
): string {
  const sign = value < 0 ? '−' : '';
  const size = Math.abs(value);
  if (kind === 'binary' || name === 'error-rate')
    return `${sign}${(size * 100).toFixed(1)} ${of === 'value' ? '%' : 'points'}`;
  if (name === 'cost-usd') return `${sign}${dollars(size)}`;
  if (name === 'latency-ms') return `${sign}${Math.round(size)} ms`;
  return `${sign}${Number(size.toPrecision(3))}`;
}
