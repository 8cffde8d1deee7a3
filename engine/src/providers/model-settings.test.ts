import { mapSettings, type Wire } from './model-settings';

const params = (config: Record<string, unknown>, wire: Wire) => mapSettings(config, wire).params;

test.each<[Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
  [{ temperature: 0.2 }, { temperature: 0.2 }, { temperature: 0.2 }],
  [{ topP: 0.9 }, { top_p: 0.9 }, { top_p: 0.9 }],
  [{ topK: 40 }, {}, { top_k: 40 }],
  [{ maxOutputTokens: 99 }, { max_completion_tokens: 99 }, { max_tokens: 99 }],
  [{ max_tokens: 99 }, { max_completion_tokens: 99 }, { max_tokens: 99 }],
  [{ stopSequences: ['END'] }, { stop: ['END'] }, { stop_sequences: ['END'] }],
  [{ stop: 'END' }, { stop: ['END'] }, { stop_sequences: ['END'] }],
  [{ seed: 7 }, { seed: 7 }, {}],
  [{ frequencyPenalty: 1, presence_penalty: -1 }, { frequency_penalty: 1, presence_penalty: -1 }, {}],
  [{ reasoningEffort: 'low' }, { reasoning_effort: 'low' }, { 'output_config.effort': 'low' }],
  [{ reasoningEffort: 'none' }, { reasoning_effort: 'none' }, { 'output_config.effort': 'low' }],
  [{ user: 'u1' }, { user: 'u1' }, { metadata: { user_id: 'u1' } }],
  [{ toolChoice: 'auto' }, { tool_choice: 'auto' }, { tool_choice: { type: 'auto' } }],
  [{ toolChoice: 'required' }, { tool_choice: 'required' }, { tool_choice: { type: 'any' } }],
  [
    { toolChoice: 'weather' },
    { tool_choice: { type: 'function', function: { name: 'weather' } } },
    { tool_choice: { type: 'tool', name: 'weather' } },
  ],
  [{ toolChoice: { type: 'x' } }, { tool_choice: { type: 'x' } }, { tool_choice: { type: 'x' } }],
  [{ thinking: { type: 'enabled' } }, { thinking: { type: 'enabled' } }, { thinking: { type: 'enabled' } }],
  [{ temperature: null, topP: undefined }, {}, {}],
])('%j is %j for OpenAI and %j for Anthropic', (config, openai, anthropic) => {
  expect(params(config, 'openai')).toEqual(openai);
  expect(params(config, 'azure')).toEqual(openai);
  expect(params(config, 'anthropic')).toEqual(anthropic);
});

test('other servers get the names that they know', () => {
  expect(params({ maxOutputTokens: 5, topK: 3 }, 'openai-compatible')).toEqual({ max_tokens: 5, top_k: 3 });
  expect(params({ max_completion_tokens: 5 }, 'openai-compatible')).toEqual({ max_completion_tokens: 5 });
});

test('what would change the request itself is never sent', () => {
  const config = {
    apiKey: 'k',
    baseUrl: 'http://x',
    headers: {},
    messages: [],
    model: 'm',
    n: 5,
    prompt: { id: 'pmpt_1' },
    tools: [],
    system: 's',
    stream: true,
  };
  expect(params(config, 'openai')).toEqual({});
  expect(params(config, 'anthropic')).toEqual({});
});

test.each<Wire>(['openai', 'openai-compatible', 'responses', 'anthropic'])(
  'a name with a dot is refused for %s, though ours have one',
  (wire) => {
    for (const name of ['cache_control.ttl', 'reasoning.effort', 'output_config.effort', '.', 'metadata.'])
      expect(() => mapSettings({ [name]: 'x' }, wire)).toThrow(
        expect.objectContaining({ code: 'invalid-request', message: expect.stringContaining(name) }),
      );
  },
);

test('streams unless told otherwise', () => {
  expect(mapSettings({}, 'openai').stream).toBe(true);
  expect(mapSettings({ stream: false }, 'openai').stream).toBe(false);
});

test.each([
  [{ temperature: 'hot' }, 'config.temperature'],
  [{ maxOutputTokens: 0 }, 'config.maxOutputTokens'],
  [{ stopSequences: [1] }, 'config.stopSequences'],
  [{ seed: 1.5 }, 'config.seed'],
])('%j is refused by name', (config, name) => {
  expect(() => params(config, 'openai')).toThrow(
    expect.objectContaining({ code: 'invalid-request', message: expect.stringContaining(name) }),
  );
});
