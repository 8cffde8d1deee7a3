import { dollars, duration } from './figures';

test.each([
  [0, '0 ms'],
  [999.4, '999 ms'],
  [1000, '1.0 s'],
  [125_000, '2 min 5 s'],
])('%p ms read %p', (ms, text) => expect(duration(ms)).toBe(text));

test.each([
  [0, '$0'],
  [0.000012, '$0.000012'],
  [0.0341, '$0.034'],
  [1.239, '$1.24'],
])('%p dollars read %p', (amount, text) => expect(dollars(amount)).toBe(text));
