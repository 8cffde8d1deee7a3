import { agreement } from './agreement';
import { betaBinomial, probabilityOfBetter } from './beta-binomial';
import { pairedBootstrap } from './bootstrap';
import { mannWhitney } from './mann-whitney';
import { mcnemar } from './mcnemar';
import { benjaminiHochberg } from './multiple-tests';
import { casesForRates, powerOfRates } from './power';
import { keysForRates } from './sequential-size';
import { sampleRatioMismatch } from './sample-ratio';
import { seededRandom } from './seeded-random';
import { confidenceSequence } from './sequential';
import { StatisticsError } from './statistics-error';
import { welch } from './welch';
import { wilsonInterval } from './wilson';

const random = seededRandom(1);

test.each<[string, () => unknown, RegExp]>([
  ['more successes than trials', () => wilsonInterval(3, 2), /3 of 2 is no share/],
  ['no trials', () => betaBinomial(0, 0), /0 of 0 is no share/],
  ['a confidence of 1', () => wilsonInterval(1, 2, 1), /confidence is 1/],
  ['half a disagreement', () => mcnemar({ onlyFirst: 0.5, onlySecond: 1 }), /whole numbers/],
  ['one value', () => welch([1], [1, 2]), /At least 2 values are needed; there is 1\./],
  ['a value that is no number', () => mannWhitney([1, NaN], [1]), /not a finite number/],
  ['one difference', () => pairedBootstrap([1], { random }), /At least 2 values/],
  ['a p-value of 2', () => benjaminiHochberg([2]), /between 0 and 1/],
  ['a rate of 2', () => powerOfRates({ from: 0, to: 2 }, 10), /rate 2/],
  ['equal rates', () => casesForRates({ from: 0.5, to: 0.5 }), /cannot be told apart/],
  ['rates that are almost equal', () => casesForRates({ from: 0.5, to: 0.5 + 1e-9 }), /too close/],
  [
    'rates that a number can hardly hold',
    () => keysForRates({ from: 0.5, to: 0.5 + 3e-8 }, { spread: 0.1 }),
    /too close/,
  ],
  ['no judged cases', () => agreement([]), /no cases/],
  ['a spread of 0', () => confidenceSequence({ value: 0, variance: 1 }, { spread: 0 }), /above 0/],
  ['an arm without a share', () => sampleRatioMismatch([1, 1], [1, 0]), /above 0/],
  ['half a success', () => probabilityOfBetter({ a: 1, b: 1 }, { a: 1.5, b: 1 }), /whole number/],
  ['a prior of 0', () => betaBinomial(1, 2, { prior: { a: 0, b: 1 } }), /above 0/],
])('%s is refused in words', (_what, compute, words) => {
  expect(compute).toThrow(StatisticsError);
  expect(compute).toThrow(words);
});

test('constant samples are equal or different, without a division by zero', () => {
  expect(welch([2, 2], [2, 2, 2])).toMatchObject({ pValue: 1, difference: 0 });
  expect(welch([2, 2], [3, 3, 3])).toMatchObject({ pValue: 0, interval: { low: 1, high: 1 } });
  expect(mannWhitney([1, 1], [1, 1, 1])).toMatchObject({ pValue: 1, delta: 0 });
  expect(pairedBootstrap([0.5, 0.5], { random }).interval).toEqual({ low: 0.5, high: 0.5 });
  expect(agreement([['yes', 'yes']])).toMatchObject({ kappa: 1, observed: 1 });
});

test('one case that differs among many is within the interval of the bootstrap', () => {
  const { mean, interval } = pairedBootstrap([...Array<number>(50).fill(0), 1], { random });
  expect(interval.low).toBeLessThanOrEqual(mean);
  expect(interval.high).toBeGreaterThanOrEqual(mean);
});

it('is certain where a chance is too small for a number', () => {
  expect(mcnemar({ onlyFirst: 0, onlySecond: 30_000 }).pValue).toBe(0);
  expect(welch([0, 1e-12, 0], [1e9, 1e9 + 1e-6, 1e9]).pValue).toBeLessThan(1e-9);
});
