import { metricFigure } from './experiment-figures';

const solved = { name: 'solved', kind: 'binary' };
const mean = (name: string) => ({ name, kind: 'mean' });

test.each([
  [solved, 'value', 0.514, '51.4 %'],
  [solved, 'difference', -0.031, '−3.1 points'],
  [mean('error-rate'), 'value', 0.02, '2.0 %'],
  [mean('cost-usd'), 'difference', -0.012, '−$0.012'],
  [mean('latency-ms'), 'value', 420.4, '420 ms'],
  [mean('tokens'), 'value', 1234.5, '1230'],
] as const)('%p as %s: %p is %s', (metric, of, value, words) =>
  expect(metricFigure(metric, of, value)).toBe(words),
);
