import fc from 'fast-check';
import { costOf, priceOf } from './cost-of';
import { PRICES } from './price-table';

const at = new Date('2026-11-23T12:00:00Z');
const usage = (inputTokens: number, outputTokens: number, more = {}) => ({
  inputTokens,
  outputTokens,
  ...more,
});

test('is the sum of tokens times price', () => {
  // 1,000 × $0.25 + 2,000 × $2, for a million
  expect(costOf('openai/gpt-5-mini', usage(1000, 2000), at)).toEqual({ costUsd: 0.00425 });
});

test('counts cached and cache-written input at their own prices', () => {
  const cost = costOf(
    'anthropic/claude-haiku-4-5',
    usage(1000, 100, { cachedInputTokens: 600, cacheWriteInputTokens: 300 }),
    at,
  );
  // 100 × 1 + 600 × 0.1 + 300 × 1.25 + 100 × 5
  expect(cost).toEqual({ costUsd: 1035 / 1e6 });
});

test('uses the price of the day', () => {
  const cost = (day: string) => costOf('openai/o3', usage(1e6, 0), new Date(day));
  expect(cost('2025-06-09T23:59:59Z')).toEqual({ costUsd: 10 });
  expect(cost('2025-06-10T00:00:00Z')).toEqual({ costUsd: 2 });
  expect(cost('2025-01-01T00:00:00Z')).toEqual({ unpriced: true });
});

test('a snapshot has the price of its model unless it has its own', () => {
  expect(costOf('openai/gpt-4o-2024-08-06', usage(1e6, 0), at)).toEqual({ costUsd: 2.5 });
  expect(costOf('openai/gpt-4o-2024-05-13', usage(1e6, 0), at)).toEqual({ costUsd: 5 });
  expect(costOf('anthropic/claude-haiku-4-5-20251001', usage(1e6, 0), at)).toEqual({ costUsd: 1 });
});

test('a long input makes the whole request dearer', () => {
  expect(costOf('openai/gpt-5.5', usage(272_000, 0), at)).toEqual({ costUsd: 1.36 });
  expect(costOf('openai/gpt-5.5', usage(300_000, 1_000_000), at)).toEqual({ costUsd: 48 });
});

test.each(['openai/gpt-99', 'azure/gpt-4o', 'ollama/llama3', 'llama3', 'vscode/gpt-4o', '', '/', 'openai/'])(
  '%s is unpriced',
  (model) => {
    expect(costOf(model, usage(1, 1), at)).toEqual({ unpriced: true });
  },
);

test('a well-known name needs no provider', () => {
  expect(costOf('gpt-4o', usage(1e6, 0), at)).toEqual(costOf('openai/gpt-4o', usage(1e6, 0), at));
});

test('echo costs nothing', () => {
  expect(costOf('echo/echo', usage(100, 100), at)).toEqual({ costUsd: 0 });
});

test('every model of the table has a price today, and cheaper tokens are never dearer than fresh ones', () => {
  for (const { provider, models, input, cachedInput = input } of PRICES) {
    for (const model of models) expect(priceOf(`${provider}/${model}`, at)).toBeDefined();
    expect(cachedInput).toBeLessThanOrEqual(input);
  }
});

test('costs grow with every token', () => {
  const model = fc.constantFrom(...PRICES.map(({ provider, models }) => `${provider}/${models[0]}`));
  const count = fc.nat(1_000_000);
  fc.assert(
    fc.property(model, count, count, fc.integer({ min: 1, max: 1000 }), (name, input, output, extra) => {
      const cost = (a: number, b: number) => {
        const result = costOf(name, usage(a, b), at);
        return 'costUsd' in result ? result.costUsd : Number.NaN;
      };
      expect(cost(input + extra, output)).toBeGreaterThan(cost(input, output));
      expect(cost(input, output + extra)).toBeGreaterThan(cost(input, output));
    }),
  );
});
