import { countProblem, dollarsProblem } from './amounts';

it.each(['0', '200', '0.50', ' 12.5 ', '1000000000'])('%j is an amount of dollars', (text) => {
  expect(dollarsProblem(text)).toBeUndefined();
});

it.each(['', '$5', '-1', '1e3', '1,5', '.5', 'Infinity', '0x10', '1000000001'])('%j is none', (text) => {
  expect(dollarsProblem(text)).toMatch(/US dollars/);
});

it.each(['0', '60', ' 7 '])('%j is a count', (text) => expect(countProblem(text)).toBeUndefined());

it.each(['', '1.5', '-1', 'ten', '9'.repeat(10)])('%j is no count', (text) => {
  expect(countProblem(text)).toMatch(/whole number/);
});
