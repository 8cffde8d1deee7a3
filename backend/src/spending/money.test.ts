import fc from 'fast-check';
import { toNano, toUsd } from './money';

it.each([
  [0, 0n],
  [0.000038, 38_000n],
  [0.1 + 0.2, 300_000_000n],
  [1.15, 1_150_000_000n],
  [0.000_000_000_1, 1n],
  [0.000_000_001_01, 2n],
  [1_000_000_000, 1_000_000_000_000_000_000n],
  [1e300, 1_000_000_000_000_000_000n],
  [Infinity, 1_000_000_000_000_000_000n],
])('%d dollars are %d nano-dollars', (usd, nano) => {
  expect(toNano(usd)).toBe(nano);
});

it.each([-1, Number.NaN])('%d is no amount', (usd) => {
  expect(toNano(usd)).toBeUndefined();
});

it('an amount comes back as it went in', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), (nano) => {
      expect(toNano(toUsd(BigInt(nano)))).toBe(BigInt(nano));
    }),
  );
});
