import { costOf } from './cost-of';
import { costOfAnswer } from './cost-of-answer';

const usage = { inputTokens: 1000, outputTokens: 500, estimated: false };

test.each([
  ['a snapshot with a price of its own', 'openai/gpt-4o', 'gpt-4o-2024-05-13', 'openai/gpt-4o-2024-05-13'],
  ['a snapshot without one', 'openai/gpt-5-mini', 'gpt-5-mini-2025-08-07', 'openai/gpt-5-mini'],
  ['a name that says nothing', 'openai/gpt-5-mini', 'somebody', 'openai/gpt-5-mini'],
])('an answer of %s is priced by it', (_what, asked, model, pricedAs) => {
  expect(costOfAnswer(asked, { model, usage })).toEqual(costOf(pricedAs, usage));
  expect(costOfAnswer(asked, { model, usage })).toHaveProperty('costUsd', expect.any(Number));
});

test('where neither name has a price, the answer has none', () => {
  expect(costOfAnswer('local/llama3', { model: 'llama3', usage })).toEqual({ unpriced: true });
});
