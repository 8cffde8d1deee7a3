import { limitOutput } from './limit-output';

const limitOf = (model: string, config: Record<string, unknown>): unknown =>
  limitOutput(model, { config }).config;

test.each([
  ['openai/gpt-5-mini', 16_384],
  ['anthropic/claude-haiku-4-5', 16_384],
  ['anthropic/claude-3-5-haiku-20241022', 8_192],
  ['openai/gpt-4-turbo', 4_096],
  ['local/llama3', 4_096],
])('%s may write so much where nobody says anything', (model, maxOutputTokens) => {
  expect(limitOf(model, { temperature: 0 })).toEqual({ temperature: 0, maxOutputTokens });
});

test.each([{ maxOutputTokens: 50 }, { max_tokens: 100_000 }])("a prompt's own limit stays: %j", (config) => {
  expect(limitOf('openai/gpt-5-mini', config)).toBe(config);
});

test.each([Infinity, Number.NaN, 'many', null])('%s is no limit', (maxOutputTokens) => {
  expect(limitOf('openai/gpt-5-mini', { maxOutputTokens })).toEqual({ maxOutputTokens: 16_384 });
});
