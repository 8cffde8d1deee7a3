import fc from 'fast-check';
import type { OpenAI } from 'openai';
import type { ChatCompletion } from '../../src/chat-completions/completion';
import type { ChatCompletionChunk } from '../../src/chat-completions/completion-chunks';
import { all, ChatHub, REPLY, withPrompt } from './chat-hub';

// What the hub writes is what OpenAI's own types say: this does not compile otherwise.
({}) as ChatCompletion satisfies OpenAI.ChatCompletion;
({}) as ChatCompletionChunk satisfies OpenAI.ChatCompletionChunk;

let chat: ChatHub;
let sdk: OpenAI;
beforeAll(async () => {
  chat = await ChatHub.start();
  sdk = await chat.sdk();
});
beforeEach(() => chat.models.reset());
afterAll(() => chat?.close());

const ask = (content: string) => ({ model: REPLY, messages: [{ role: 'user' as const, content }] });
const sent = () => chat.models.getLastRequest()?.body as Record<string, unknown> & { messages: unknown[] };

async function streamed(params: ReturnType<typeof ask>): Promise<OpenAI.ChatCompletionChunk[]> {
  const stream = await sdk.chat.completions.create({
    ...params,
    stream: true,
    stream_options: { include_usage: true },
  });
  return all(stream);
}

test('a deployed prompt answers, with the messages of the request after its own', async () => {
  chat.models.on({ userMessage: 'charged twice' }, { content: 'Sorry!', usage: USAGE });
  const params = withPrompt(ask('charged twice'), { variables: { name: 'Ada' } });
  const { data, response } = await sdk.chat.completions.create(params).withResponse();
  const record = await chat.lastRecord();
  expect(data).toMatchObject({
    id: `chatcmpl-${record.id}`,
    object: 'chat.completion',
    model: REPLY,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'Sorry!', refusal: null },
        logprobs: null,
        finish_reason: 'stop',
      },
    ],
    usage: {
      prompt_tokens: 120,
      completion_tokens: 8,
      total_tokens: 128,
    },
  });
  expect(Math.abs(data.created - Date.now() / 1000)).toBeLessThan(60);
  expect(sent().messages).toEqual([
    { role: 'system', content: 'Be kind. You write for Ada.' },
    { role: 'user', content: 'charged twice' },
  ]);
  expect(record).toMatchObject({ path: 'mail/reply.prompt', commit: chat.commit, status: 'succeeded' });
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-prompthub-execution': record.id,
    'x-prompthub-commit': chat.commit,
    'x-prompthub-model': 'openai/gpt-4o-mini',
    'x-prompthub-cost-usd': (record.costUsd as number).toFixed(10),
    'cache-control': 'no-store',
  });
});

test('what a request says beside the prompt is kept where the project keeps contents', async () => {
  const keeping = (keepContents: string) =>
    chat.registry.request('execution-policy', { method: 'PUT', json: { keepContents, keepDays: 1 } });
  chat.models.on({ userMessage: 'charged twice' }, { content: 'Sorry!', usage: USAGE });
  await keeping('all');
  await sdk.chat.completions.create(withPrompt(ask('charged twice'), { variables: { name: 'Ada' } }));
  const { id } = await chat.lastRecord();
  const read = async () => (await chat.registry.get(`executions/${id}`)).body.contents as unknown;
  while ((await read()) === undefined) await new Promise((resolve) => setImmediate(resolve));
  expect(await read()).toEqual({
    vars: { name: 'Ada' },
    messages: [{ role: 'user', content: [{ text: 'charged twice' }] }],
    ...{ text: 'Sorry!', toolCalls: [] },
  });
  await keeping('none');
});

test.each([
  ['half a character', 'echo/\ud800', 'echo/%EF%BF%BD'],
  ['a line break', 'echo/a\r\nset-cookie: x', 'echo/a%0D%0Aset-cookie:%20x'],
])('a model with %s in its name does no harm to the headers', async (_what, model, told) => {
  const params = withPrompt(ask('hello'), { model });
  const { response } = await sdk.chat.completions.create(params).withResponse();
  expect([response.status, response.headers.get('x-prompthub-model')]).toEqual([200, told]);
});

test('in a stream it comes in pieces, with its usage last', async () => {
  chat.models.on({ userMessage: 'hi' }, { content: 'one two three', usage: USAGE }, { chunkSize: 4 });
  const chunks = await streamed(ask('hi'));
  const { id } = await chat.lastRecord();
  expect(new Set(chunks.map((chunk) => chunk.id))).toEqual(new Set([`chatcmpl-${id}`]));
  expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
  expect(chunks.length).toBeGreaterThan(4);
  expect(textOf(chunks)).toBe('one two three');
  expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  expect(chunks.at(-2)?.choices).toEqual([{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]);
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 120, completion_tokens: 8 } });
});

test('without being asked for, no usage is in a stream, and it ends with [DONE]', async () => {
  chat.models.on({ userMessage: 'hi' }, { content: 'Hello' });
  const response = await sdk.chat.completions.create({ ...ask('hi'), stream: true }).asResponse();
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('x-prompthub-execution')).toMatch(/^[0-9a-f-]{36}$/);
  const text = await response.text();
  expect(text).toMatch(/\n\ndata: \[DONE\]\n\n$/);
  expect(text).not.toContain('usage');
});

test('tools: a call, its answer, and what is made of it; streamed and not', async () => {
  const tools = [
    {
      type: 'function' as const,
      function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
    },
  ];
  const call = { name: 'weather', arguments: '{"city":"Bern"}' };
  chat.models.on({ userMessage: 'weather in Bern', hasToolResult: false }, { toolCalls: [call] });
  const params = { ...ask('weather in Bern'), tools, tool_choice: 'required' as const };
  const asked = await sdk.chat.completions.create(params);
  expect(sent()).toMatchObject({ tools: [{ function: { name: 'weather' } }], tool_choice: 'required' });
  const message = asked.choices[0]?.message;
  expect(asked.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } });
  expect(message?.tool_calls).toMatchObject([{ type: 'function', function: call }]);

  const chunks = await all(await sdk.chat.completions.create({ ...params, stream: true }));
  const deltas = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
  expect(deltas).toMatchObject([{ index: 0, type: 'function', function: call }]);
  expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('tool_calls');

  const tool_call_id = message?.tool_calls?.[0]?.id ?? '';
  chat.models.on({ toolCallId: tool_call_id }, { content: 'Sunny.' });
  const answered = await sdk.chat.completions.create({
    model: REPLY,
    tools,
    messages: [...params.messages, message!, { role: 'tool', tool_call_id, content: '25 degrees' }],
  });
  expect(answered.choices[0]?.message.content).toBe('Sunny.');
  expect(sent().messages.slice(2)).toMatchObject([
    { role: 'assistant', tool_calls: [{ id: tool_call_id, function: call }] },
    { role: 'tool', tool_call_id, content: '25 degrees' },
  ]);
});

test('an answer by a schema, and images, go to the model', async () => {
  const url = 'data:image/png;base64,iVBORw0KGgo=';
  chat.models.onMessage(/.*/, { content: '{"sky":"blue"}' });
  const schema = {
    type: 'object',
    properties: { sky: { type: 'string' } },
    required: ['sky'],
    additionalProperties: false,
  };
  const { choices } = await sdk.chat.completions.parse({
    model: REPLY,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image_url', image_url: { url } },
        ],
      },
    ],
    response_format: { type: 'json_schema', json_schema: { name: 'sky', schema, strict: true } },
  });
  expect(choices[0]?.message.parsed).toEqual({ sky: 'blue' });
  expect(sent()).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { schema, strict: true } },
    messages: [{}, { content: [{ type: 'text' }, { type: 'image_url', image_url: { url } }] }],
  });
});

test('settings of the request win over those of the prompt, which stay where it says nothing', async () => {
  chat.models.on({ userMessage: 'hi' }, { content: 'Hello' });
  await sdk.chat.completions.create(ask('hi'));
  expect(sent()).toMatchObject({ model: 'gpt-4o-mini', temperature: 0.2, max_completion_tokens: 300 });
  const stop = ['END'];
  const settings = {
    temperature: 1,
    max_tokens: 50,
    top_p: 0.5,
    seed: 7,
    stop,
    user: 'u',
    n: 1,
    store: false,
  };
  await sdk.chat.completions.create(withPrompt({ ...ask('hi'), ...settings }, { model: 'openai/gpt-4o' }));
  const wanted = { temperature: 1, max_completion_tokens: 50, top_p: 0.5, seed: 7, stop, user: 'u' };
  expect(sent()).toMatchObject({ model: 'gpt-4o', ...wanted });
});

test('what is streamed is what is answered in one piece', async () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    .filter((each) => each.trim() !== '');
  await fc.assert(
    fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (content, chunkSize) => {
      chat.models.reset();
      chat.models.onMessage(/.*/, { content, usage: USAGE }, { chunkSize });
      const whole = await sdk.chat.completions.create(ask('hi'));
      const chunks = await streamed(ask('hi'));
      expect(textOf(chunks)).toBe(whole.choices[0]?.message.content);
      expect(textOf(chunks)).toBe(content);
      expect(chunks.at(-1)?.usage).toEqual(whole.usage);
      expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe(whole.choices[0]?.finish_reason);
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] === undefined ? 20 : 200 },
  );
});

const USAGE = { prompt_tokens: 120, completion_tokens: 8, total_tokens: 128 };

function textOf(chunks: readonly OpenAI.ChatCompletionChunk[]): string {
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('');
}
