import type { Part } from '@prompthub/core';
import { PRICES } from '../cost/price-table';
import { capabilitiesOf } from './model-capabilities';
import type { ModelRequest } from './provider';
import { createProvider } from './provider-registry';

const media = (url: string): Part => ({ media: { url } });
const PNG = media('data:image/png;base64,iVBORw0KGgo=');
const PDF = media('data:application/pdf;base64,JVBERi0=');
const WAV = media('data:audio/wav;base64,UklG');

/** How a request ends where there is no key: with that, unless it was refused before. */
async function end(model: string, content: Part[], more: Partial<ModelRequest> = {}): Promise<unknown> {
  const endpoints = [
    { name: 'gateway', kind: 'openai-compatible' as const, baseUrl: 'http://127.0.0.1:9/v1' },
  ];
  const found = createProvider(model, { credentials: () => Promise.resolve(undefined), endpoints });
  const request = { messages: [{ role: 'user' as const, content }], config: {}, ...more, model: found.model };
  try {
    for await (const event of found.provider.stream(request)) return event;
    return undefined;
  } catch (error) {
    return error;
  }
}

const tools = [{ name: 'f', inputSchema: { type: 'object' } }];

test.each<[string, Part[], Partial<ModelRequest>, string]>([
  ['openai/gpt-3.5-turbo', [PNG], {}, 'takes no images'],
  ['openai/gpt-3.5-turbo-0125', [PDF], {}, 'takes no documents'],
  ['openai/o3-mini', [PNG], {}, 'takes no images'],
  ['openai/gpt-4o', [{ text: 'hear' }, WAV], {}, 'takes no audio'],
  ['openai/gpt-4o-audio-preview', [PNG], {}, 'takes no images'],
  ['openai/o4-mini', [{ text: 'x' }], { config: { stop: ['END'] } }, 'has no setting "config.stop"'],
  ['anthropic/claude-2.1', [{ text: 'x' }], { tools }, 'calls no tools'],
  ['anthropic/claude-haiku-4-5', [WAV], {}, 'takes no audio'],
])('%s refuses what it cannot do before anything is asked (case %#)', async (model, content, more, words) => {
  const name = model.split('/')[1] ?? '';
  expect(await end(model, content, more)).toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining(`The model ${name} ${words}`),
  });
});

test.each<[string, Part[], Partial<ModelRequest>]>([
  ['openai/gpt-4o', [PNG, PDF], { tools }],
  ['openai/gpt-4o-audio-preview', [WAV], { tools }],
  ['openai/gpt-99', [PNG, PDF, WAV], { tools, config: { stop: 'x' } }],
  ['anthropic/claude-haiku-4-5', [PNG, PDF], { tools, config: { stop: 'x' } }],
])('%s is asked for what it can do', async (model, content, more) => {
  expect(await end(model, content, more)).toMatchObject({ code: 'missing-credentials' });
});

test('a model of the same name elsewhere is not judged', async () => {
  expect(await end('gateway/gpt-3.5-turbo', [PNG])).toMatchObject({ code: 'network' });
});

test('a schema goes to models that hold their answer to one', () => {
  expect(capabilitiesOf('openai', 'gpt-4o').schema).toBe(true);
  expect(capabilitiesOf('openai', 'gpt-4-turbo').schema).toBe(false);
  expect(capabilitiesOf('anthropic', 'claude-opus-4-20250514').schema).toBe(false);
  expect(capabilitiesOf('anthropic', 'claude-opus-4-1').schema).toBe(true);
});

test('reasoning models sample as they like', () => {
  const sampling = ['gpt-5-mini', 'gpt-5-2025-08-07', 'gpt-5-chat', 'gpt-5.1', 'o3', 'gpt-4.1'].map(
    (model) => capabilitiesOf('openai', model).sampling,
  );
  expect(sampling).toEqual([false, false, true, true, false, true]);
});

test('of every priced model something is known, or it is newer than the table', () => {
  const unknown = PRICES.filter(({ from }) => from < '2025-08-01').flatMap(({ provider, models }) =>
    models.filter((model) => capabilitiesOf(provider, model).audio && !model.includes('audio')),
  );
  expect(unknown).toEqual([]);
});
