import { amount } from './report.mjs';

/** The value below which `share` (0 to 1) of the values lie. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

export function median(values) {
  return percentile(values, 0.5);
}

/** "p95 8.40 ms". */
export function p95(values, unit) {
  return `p95 ${amount(percentile(values, 0.95), unit)}`;
}

/** "3,160 ms to 3,226 ms in 5 rounds". */
export function range(values, unit) {
  return `${amount(Math.min(...values), unit)} to ${amount(Math.max(...values), unit)} in ${values.length} rounds`;
}
