import type { Message } from '@prompthub/core';
import type { ModelRequest } from './provider';
import { responsesInput } from './responses-input';
import { ask, RESPONSES, startPlainServer, WIRES, type WireUnderTest } from './testing/wire-server';

const [openai, azure, local] = WIRES;
const PNG = 'data:image/png;base64,iVBORw0KGgo=';
const PDF = 'data:application/pdf;base64,JVBERi0=';

type Asked = Partial<ModelRequest> & { prompt?: string };
interface Frame {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** What a request becomes on the wire, and what becomes of an answer. */
async function exchange(wire: WireUnderTest, request: Asked, answer?: string | readonly Frame[]) {
  let body = '';
  let url: string | undefined;
  const server = await startPlainServer((incoming, response) => {
    url = incoming.url;
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => {
      if (answer === undefined) return void response.writeHead(500).end();
      const type = typeof answer === 'string' ? 'application/json' : 'text/event-stream';
      response.writeHead(200, { 'content-type': type });
      const frame = (each: Frame): string => `event: ${each.type}\ndata: ${JSON.stringify(each)}\n\n`;
      response.end(typeof answer === 'string' ? answer : answer.map(frame).join(''));
    });
  });
  const asked = ask(wire, server.url, request).then(
    (heard) => ({ heard, error: undefined }),
    (error: unknown) => ({ heard: undefined, error }),
  );
  const result = await asked;
  await server.stop();
  return { ...result, url, body: body === '' ? undefined : (JSON.parse(body) as Record<string, unknown>) };
}

describe('what is sent', () => {
  test('settings, schema and tools in the words of the responses, and nothing is stored', async () => {
    const schema = { type: 'object', properties: {}, additionalProperties: false };
    const config = {
      ...{ maxOutputTokens: 90, temperature: 0.5, topP: 0.9, reasoningEffort: 'low', verbosity: 'high' },
      ...{
        reasoning: { summary: 'auto' },
        toolChoice: 'f',
        parallelToolCalls: false,
        serviceTier: 'default',
      },
      previous_response_id: 'resp_0',
    };
    const tools = [{ name: 'f', description: 'does', inputSchema: { type: 'object' } }];
    const { url, body } = await exchange(RESPONSES, { config, tools, output: { schema } });
    expect(url).toBe('/v1/responses');
    expect(body).toEqual({
      model: 'gpt-5-pro',
      input: [{ role: 'user', content: 'hello' }],
      store: false,
      stream: true,
      max_output_tokens: 90,
      temperature: 0.5,
      top_p: 0.9,
      reasoning: { summary: 'auto', effort: 'low' },
      text: { verbosity: 'high', format: { type: 'json_schema', name: 'output', schema, strict: true } },
      tool_choice: { type: 'function', name: 'f' },
      parallel_tool_calls: false,
      service_tier: 'default',
      tools: [
        { type: 'function', name: 'f', description: 'does', parameters: { type: 'object' }, strict: false },
      ],
    });
  });

  test.each(['stop', 'seed', 'frequencyPenalty', 'logprobs'])(
    '%s is refused in words, not left out',
    async (name) => {
      const config = { [name]: name === 'logprobs' ? true : 1 };
      const { body, error } = await exchange(RESPONSES, { config: name === 'stop' ? { stop: 'x' } : config });
      expect(body).toBeUndefined();
      expect(error).toMatchObject({
        code: 'unsupported',
        message: expect.stringContaining(`config.${name}`),
      });
    },
  );

  test.each([
    ['gpt-5-mini', undefined, '/v1/chat/completions', openai],
    ['gpt-5-mini', 'responses', '/v1/responses', openai],
    ['o3-pro', undefined, '/v1/responses', openai],
    ['gpt-5.1-codex-mini', undefined, '/v1/responses', openai],
    ['o3-pro', 'chat', '/v1/chat/completions', openai],
    ['o3-pro', undefined, '/v1/chat/completions', local],
    ['llama3', 'responses', '/v1/responses', local],
  ] as const)('%s with api %s goes to %s', async (model, api, path, wire) => {
    expect((await exchange(wire, { model, config: { api } })).url).toBe(path);
  });

  test('Azure is told apart in words', async () => {
    const { url, error } = await exchange(azure, { config: { api: 'responses' } });
    expect(url).toBeUndefined();
    expect(error).toMatchObject({ code: 'unsupported', message: expect.stringContaining('api: responses') });
  });

  test('messages, media, tool calls and their results', () => {
    const messages: Message[] = [
      { role: 'system', content: [{ text: 'Be brief.' }] },
      {
        role: 'user',
        content: [
          { text: 'See' },
          { media: { url: PNG } },
          { media: { url: PDF } },
          { media: { url: 'https://x.test/a.pdf' } },
        ],
      },
      { role: 'model', content: [{ text: 'Hm' }, { toolRequest: { name: 'f', input: { a: 1 } } }] },
      { role: 'tool', content: [{ toolResponse: { name: 'f', output: { b: 2 } } }] },
      { role: 'user', content: [{ text: '' }] },
    ];
    expect(responsesInput(messages)).toEqual([
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'See' },
          { type: 'input_image', image_url: PNG, detail: 'auto' },
          { type: 'input_file', filename: 'document.pdf', file_data: PDF },
          { type: 'input_file', file_url: 'https://x.test/a.pdf' },
        ],
      },
      { role: 'assistant', content: 'Hm' },
      { type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{"a":1}' },
      { type: 'function_call_output', call_id: 'call_1', output: '{"b":2}' },
    ]);
    const sound: Message = { role: 'user', content: [{ media: { url: 'data:audio/wav;base64,UklG' } }] };
    expect(() => responsesInput([sound])).toThrow(expect.objectContaining({ code: 'unsupported' }));
  });
});

const usage = {
  input_tokens: 100,
  output_tokens: 50,
  input_tokens_details: { cached_tokens: 30, cache_write_tokens: 20 },
  output_tokens_details: { reasoning_tokens: 40 },
};
const call = { type: 'function_call', call_id: 'call_a', name: 'f', arguments: '{"x":1}' };
const whole = {
  id: 'resp_1',
  model: 'gpt-5-pro',
  status: 'completed',
  output: [
    { type: 'reasoning', summary: [{ type: 'summary_text', text: 'I think.' }] },
    { type: 'message', content: [{ type: 'output_text', text: 'Hello' }] },
    call,
  ],
  usage,
};

describe('what is answered', () => {
  test('is the same streamed and whole: text, thinking, tool calls, usage', async () => {
    const config = { stream: false };
    const inOnePiece = await exchange(RESPONSES, { config }, JSON.stringify(whole));
    const streamed = await exchange(RESPONSES, {}, [
      { type: 'response.created', response: { ...whole, status: 'in_progress', output: [] } },
      { type: 'response.reasoning_summary_text.delta', output_index: 0, delta: 'I think.' },
      { type: 'response.output_text.delta', output_index: 1, delta: 'Hel' },
      { type: 'response.output_text.delta', output_index: 1, delta: 'lo' },
      { type: 'response.output_item.added', output_index: 2, item: { ...call, arguments: '' } },
      { type: 'response.function_call_arguments.delta', output_index: 2, delta: '{"x"' },
      { type: 'response.function_call_arguments.delta', output_index: 2, delta: ':1}' },
      { type: 'response.completed', response: whole },
    ]);
    expect(streamed.heard?.pieces).toEqual(['Hel', 'lo']);
    expect(streamed.heard?.answer).toEqual(inOnePiece.heard?.answer);
    expect(streamed.heard?.answer).toMatchObject({
      text: 'Hello',
      reasoning: 'I think.',
      toolCalls: [{ id: 'call_a', name: 'f', arguments: '{"x":1}' }],
      finishReason: 'tool-calls',
      usage: {
        inputTokens: 100,
        outputTokens: 50,
        cachedInputTokens: 30,
        cacheWriteInputTokens: 20,
        reasoningTokens: 40,
      },
    });
  });

  test.each([
    ['max_output_tokens', 'length'],
    ['content_filter', 'content-filter'],
    [undefined, 'other'],
  ])('that ended early for %s ended by %s', async (reason, finishReason) => {
    const response = { ...whole, status: 'incomplete', incomplete_details: { reason } };
    const { heard } = await exchange(RESPONSES, {}, [{ type: 'response.incomplete', response }]);
    expect(heard?.answer.finishReason).toBe(finishReason);
  });

  test.each([
    ['rate_limit_exceeded', 'rate-limited'],
    ['server_error', 'server-error'],
    [undefined, 'server-error'],
  ])('that failed with %s is a failure: %s', async (code, expected) => {
    const error = code && { code, message: 'no' };
    const response = { ...whole, status: 'failed', output: [], error };
    const { error: streamed } = await exchange(RESPONSES, {}, [{ type: 'response.failed', response }]);
    expect(streamed).toMatchObject({ code: expected, used: { inputTokens: 100 } });
    const config = { stream: false };
    expect((await exchange(RESPONSES, { config }, JSON.stringify(response))).error).toMatchObject({
      code: expected,
    });
  });

  test('a refusal is text', async () => {
    const refusal = [{ type: 'message', content: [{ type: 'refusal', refusal: 'I cannot' }] }];
    const config = { stream: false };
    const { heard } = await exchange(RESPONSES, { config }, JSON.stringify({ ...whole, output: refusal }));
    expect(heard?.answer).toMatchObject({ text: 'I cannot', finishReason: 'stop' });
  });
});

test.each(['reasoning_content', 'reasoning'])(
  'thinking in chat completions of other servers, under "%s"',
  async (name) => {
    const choices = [{ index: 0, message: { content: 'Yes', [name]: 'Hm.' }, finish_reason: 'stop' }];
    const { heard } = await exchange(
      local,
      { config: { stream: false } },
      JSON.stringify({ id: 'c', choices }),
    );
    expect(heard?.answer).toMatchObject({ text: 'Yes', reasoning: 'Hm.' });
  },
);

test("Anthropic's thinking, streamed and whole", async () => {
  const wire = WIRES[3];
  const message = { id: 'm', model: 'claude', content: [], usage: { input_tokens: 1, output_tokens: 1 } };
  const content = [
    { type: 'thinking', thinking: 'Hm.' },
    { type: 'text', text: 'Yes' },
  ];
  const config = { stream: false };
  const inOnePiece = await exchange(
    wire,
    { config },
    JSON.stringify({ ...message, content, stop_reason: 'end_turn' }),
  );
  const streamed = await exchange(wire, {}, [
    { type: 'message_start', message },
    { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'Hm.' } },
    { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Yes' } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
    { type: 'message_stop' },
  ]);
  for (const { heard } of [inOnePiece, streamed]) {
    expect(heard?.answer).toMatchObject({ text: 'Yes', reasoning: 'Hm.' });
  }
});
