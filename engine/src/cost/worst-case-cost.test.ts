import type { Message } from '@prompthub/core';
import fc from 'fast-check';
import type { ModelRequest } from '../providers/provider';
import { costOf, type CountedTokens } from './cost-of';
import { estimateRequestTokens } from './estimate-request-tokens';
import { inputBound } from './input-bound';
import { outputLimitOf, withOutputLimit } from './output-limit';
import { PRICES } from './price-table';
import { worstCaseCost } from './worst-case-cost';

const at = new Date('2026-11-23T12:00:00Z');
type Asked = Omit<ModelRequest, 'model'>;
const say = (text: string): Message => ({ role: 'user', content: [{ text }] });
const asked = (text: string, config: Asked['config'] = { maxOutputTokens: 100 }): Asked => ({
  ...{ messages: [say(text)], config },
});
const media = (url: string): Asked => ({
  messages: [{ role: 'user', content: [{ media: { url } }] }],
  config: { maxOutputTokens: 100 },
});

test('is the dearest that input and output can be', () => {
  const worst = worstCaseCost('openai/gpt-5-mini', asked('hello'), at);
  // 5 bytes of text and 23 of settings, with twice 32 for the format
  expect(worst).toEqual({ costUsd: (92 * 0.25 + 100 * 2) / 1e6, inputTokens: 92, outputTokens: 100 });
});

test('counts a cache that is written, for an hour where a prompt asks for it', () => {
  const tokens = (config: Asked['config']) => inputBound(asked('hello', config)).tokens;
  const cost = (config: Asked['config']) =>
    worstCaseCost('anthropic/claude-haiku-4-5', asked('hello', config), at);
  const plain = { max_tokens: 10 };
  expect(cost(plain)).toMatchObject({ costUsd: (tokens(plain) * 1.25 + 10 * 5) / 1e6 });
  const keeping = { max_tokens: 10, cache_control: { type: 'ephemeral', ttl: '1h' } };
  expect(cost(keeping)).toMatchObject({ costUsd: (tokens(keeping) * 2 + 10 * 5) / 1e6 });
});

test('is not lowered by a limit below nothing, which the provider refuses', () => {
  const none = worstCaseCost('openai/gpt-5-mini', asked('hello', { maxOutputTokens: -1_000_000_000 }), at);
  expect(none).toMatchObject({ outputTokens: 0 });
  expect('costUsd' in none && none.costUsd).toBeGreaterThan(0);
});

test('counts the dearer price of a long input', () => {
  const worst = worstCaseCost('openai/gpt-5.5', asked('x'.repeat(300_000)), at);
  if (!('costUsd' in worst)) throw new Error('it has a price');
  expect(worst.costUsd).toBeCloseTo((worst.inputTokens * 5 * 2 + 100 * 30 * 1.5) / 1e6, 12);
});

test('is no more than the context window holds', () => {
  expect(worstCaseCost('openai/gpt-4o', asked('x'.repeat(900_000)), at)).toMatchObject({
    inputTokens: 128_000,
  });
  expect(worstCaseCost('openai/gpt-4o', media('data:application/pdf;base64,AA=='), at)).toMatchObject({
    inputTokens: 128_000,
  });
});

test('counts a snapshot that may answer and is dearer', () => {
  const worst = worstCaseCost('openai/gpt-4o', asked('hello'), at);
  expect(worst).toMatchObject({ costUsd: (92 * 5 + 100 * 15) / 1e6 });
});

test('without a limit it is what the provider allows', () => {
  expect(worstCaseCost('openai/gpt-4.1', asked('x', {}), at)).toMatchObject({ outputTokens: 32_768 });
  expect(worstCaseCost('claude-haiku-4-5', asked('x', {}), at)).toMatchObject({ outputTokens: 4096 });
  expect(worstCaseCost('openai/gpt-5.5', asked('x', {}), at)).toEqual({ unbounded: 'output' });
});

test('says what nobody can tell', () => {
  const pdf = media('https://x.test/a.pdf');
  expect(worstCaseCost('openai/gpt-5.5', pdf, at)).toEqual({ unbounded: 'input' });
  expect(worstCaseCost('ollama/llama3', asked('x'), at)).toEqual({ unpriced: true });
  const audio = media('data:audio/wav;base64,UklG');
  expect(worstCaseCost('openai/gpt-4o', audio, at)).toEqual({ unpriced: true });
  expect(worstCaseCost('openai/gpt-4o-audio-preview', audio, at)).toHaveProperty('costUsd');
  expect(worstCaseCost('echo/echo', asked('x'), at)).toMatchObject({ costUsd: 0 });
});

describe('settings with which a provider charges in its own way', () => {
  const worst = (config: Asked['config']) =>
    worstCaseCost('anthropic/claude-haiku-4-5', asked('x', { maxOutputTokens: 1, ...config }), at);

  test.each<Asked['config']>([
    { serviceTier: 'priority' },
    { service_tier: 'flex' },
    { inference_geo: 'us' },
    { speed: 'fast' },
    { container: 'container_1' },
    { mcp_servers: [] },
    { web_search_options: {} },
    { prompt: { id: 'pmpt_1' } },
  ])('%j has no known price', (config) => expect(worst(config)).toEqual({ unpriced: true }));

  test.each<Asked['config']>([
    { serviceTier: 'auto' },
    { service_tier: 'standard_only' },
    { inference_geo: 'global' },
    { speed: 'standard' },
    { speed: null, web_search_options: undefined },
    { constructor: 'x' },
  ])('%j changes nothing', (config) => expect(worst(config)).toHaveProperty('costUsd', expect.any(Number)));
});

test('media, tools and schemas make it larger', () => {
  const plain = inputBound(asked('x')).tokens;
  expect(inputBound(media('https://x.test/a.png')).tokens).toBeGreaterThan(50_000);
  const tools = [{ name: 'f', inputSchema: { type: 'object' } }];
  expect(inputBound({ ...asked('x'), tools }).tokens).toBeGreaterThan(plain + 2000);
  expect(inputBound({ ...asked('x'), output: { schema: { type: 'object' } } }).tokens).toBeGreaterThan(
    plain + 2000,
  );
});

/** Any answer to a request within its bounds: every kind of tokens in any share. */
const parts = fc.record({
  input: fc.double({ min: 0, max: 1, noNaN: true }),
  output: fc.double({ min: 0, max: 1, noNaN: true }),
  cached: fc.double({ min: 0, max: 0.3, noNaN: true }),
  written: fc.double({ min: 0, max: 0.3, noNaN: true }),
  reasoning: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('no answer costs more, whatever kinds of tokens it has', () => {
  const models = PRICES.flatMap(({ provider, models: ids }) => ids.map((id) => `${provider}/${id}`));
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.nat(400_000).map((length) => 'x'.repeat(length)),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...models),
      text,
      parts,
      fc.integer({ min: 1, max: 9999 }),
      (model, said, part, limit) => {
        const worst = worstCaseCost(model, asked(said, { maxOutputTokens: limit }), at);
        if (!('costUsd' in worst)) throw new Error(`${model} has a price`);
        const inputTokens = Math.floor(worst.inputTokens * part.input);
        const outputTokens = Math.floor(worst.outputTokens * part.output);
        const usage: CountedTokens = {
          ...{ inputTokens, outputTokens },
          cachedInputTokens: Math.floor(inputTokens * part.cached),
          cacheWriteInputTokens: Math.floor(inputTokens * part.written),
        };
        const cost = costOf(model, usage, at);
        expect('costUsd' in cost && cost.costUsd).toBeLessThanOrEqual(worst.costUsd * (1 + 1e-9));
      },
    ),
  );
});

test('has at least the tokens that are estimated', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const messages = texts.map(say);
      expect(inputBound({ messages, config: {} }).tokens).toBeGreaterThanOrEqual(
        estimateRequestTokens({ messages }),
      );
    }),
  );
});

test.each([
  [{ temperature: 1 }, undefined, { temperature: 1, maxOutputTokens: 500 }],
  [{ max_tokens: 90, topP: 1 }, 90, { topP: 1, maxOutputTokens: 90 }],
  [{ maxOutputTokens: 9000 }, 9000, { maxOutputTokens: 500 }],
  [{ maxTokens: 10, max_completion_tokens: 20 }, 20, { maxOutputTokens: 20 }],
  [{ max_tokens: null }, undefined, { maxOutputTokens: 500 }],
  [{ max_tokens: Infinity }, undefined, { maxOutputTokens: 500 }],
])('%j lets a model write %s tokens, and limited to 500 is %j', (config, limit, limited) => {
  expect(outputLimitOf(config)).toBe(limit);
  expect(withOutputLimit(config, 500)).toEqual(limited);
});
