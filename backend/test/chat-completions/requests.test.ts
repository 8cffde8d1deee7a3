import { ChatHub, REPLY } from './chat-hub';

let chat: ChatHub;
beforeAll(async () => {
  chat = await ChatHub.start();
  chat.models.onMessage(/.*/, { content: 'Hello' });
});
afterAll(() => chat?.close());

const messages = [{ role: 'user', content: 'hi' }];

async function post(body: unknown, headers: Record<string, string> = {}) {
  return chat.hub.request('/v1/chat/completions', {
    as: 'editor',
    method: 'POST',
    headers,
    ...(typeof body === 'string' ? {} : { json: body }),
  });
}

/** Sent as it stands. */
async function postText(text: string): Promise<{ status: number; error: Record<string, unknown> }> {
  const response = await fetch(`${chat.hub.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${chat.hub.users.editor.token}`,
      'content-type': 'application/json',
    },
    body: text,
  });
  const { error } = (await response.json()) as { error: Record<string, unknown> };
  return { status: response.status, error };
}

const call = { id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } };
const open = { type: 'object', properties: { a: { type: 'string' } } };

test.each<[string, Record<string, unknown>, string | null]>([
  ['a field that nobody knows', { temprature: 1 }, 'temprature'],
  ['a field of OpenAI that the hub does not do', { audio: { voice: 'x' } }, 'audio'],
  ['several answers', { n: 2 }, 'n'],
  ['logprobs', { logprobs: true }, 'logprobs'],
  ['keeping it at OpenAI', { store: true }, 'store'],
  ['a word for a number', { temperature: 'hot' }, 'temperature'],
  ['a part of a number', { max_tokens: 1.5 }, 'max_tokens'],
  ['no list', { messages: 'hi' }, 'messages'],
  ['an unknown role', { messages: [{ role: 'function', content: 'x' }] }, 'messages.0.role'],
  [
    'an unknown part',
    { messages: [{ role: 'user', content: [{ type: 'video' }] }] },
    'messages.0.content.0.type',
  ],
  [
    'an image that is looked at closely',
    {
      messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'x', detail: 'high' } }] }],
    },
    'messages.0.content.0.image_url.detail',
  ],
  ['a name of a user', { messages: [{ role: 'user', content: 'x', name: 'ada' }] }, 'messages.0.name'],
  [
    'arguments that are no JSON',
    {
      messages: [{ role: 'assistant', tool_calls: [{ ...call, function: { name: 'f', arguments: '{' } }] }],
    },
    'messages.0.tool_calls.0.function.arguments',
  ],
  [
    'an answer to no call',
    {
      messages: [
        { role: 'assistant', tool_calls: [call] },
        { role: 'tool', tool_call_id: 'b', content: '' },
      ],
    },
    'messages.1.tool_call_id',
  ],
  ['a tool of another kind', { tools: [{ type: 'custom', custom: { name: 'x' } }] }, 'tools.0.type'],
  [
    'a schema that cannot be strict',
    { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: open, strict: true } } },
    'response_format.json_schema.schema',
  ],
  [
    'a schema of no object',
    { response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'string' } } } },
    'response_format.json_schema.schema',
  ],
  ['JSON mode without the word', { response_format: { type: 'json_object' } }, 'response_format'],
  ['an unknown wish', { prompt: { vars: {} } }, 'prompt.vars'],
  ['no model', { model: undefined }, 'model'],
])('%s is refused, and named', async (_what, wrong, param) => {
  for (const stream of [false, true]) {
    const { status, body } = await post({ model: REPLY, messages, stream, ...wrong });
    expect([status, body.error]).toMatchObject([400, { type: 'invalid_request_error', param }]);
    expect(body.error.message).toContain(param);
    expect(Object.keys(body)).toEqual(['error']);
  }
});

test.each<[string, Record<string, unknown>]>([
  ['nulls', { temperature: null, tools: null, stop: null, response_format: null, stream: null, n: null }],
  [
    'what changes no answer',
    { metadata: { a: 'b' }, store: false, stream_options: null, modalities: ['text'] },
  ],
  ['no messages, as the prompt has its own', { messages: [], prompt: { model: 'echo/any' } }],
  ['no list of messages', { messages: undefined, prompt: { model: 'echo/any' } }],
  [
    'an answer as it came',
    {
      messages: [
        { role: 'assistant', content: 'x', refusal: null, annotations: [], audio: null, function_call: null },
        ...messages,
      ],
    },
  ],
  [
    'a developer',
    { messages: [{ role: 'developer', content: [{ type: 'text', text: 'Be brief' }] }, ...messages] },
  ],
  [
    'JSON mode',
    { messages: [{ role: 'user', content: 'in JSON' }], response_format: { type: 'json_object' } },
  ],
  ['a text', { response_format: { type: 'text' } }],
])('%s is taken', async (_what, given) => {
  const { status, body } = await post({ model: REPLY, messages, ...given });
  expect([status, body.error]).toEqual([200, undefined]);
});

describe('hostile bodies', () => {
  const deep = (text: string) =>
    `{"model":"${REPLY}","messages":[],"prompt":{"variables":{"a":${text.repeat(100_000)}1`;
  test.each<[string, string, number]>([
    ['nothing', '', 400],
    ['no JSON', '{"model":', 400],
    ['a number', '1', 400],
    ['null', 'null', 400],
    ['lists in lists', `${deep('[')}${']'.repeat(100_000)}}}}`, 400],
    ['objects in objects', `${deep('{"a":')}${'}'.repeat(100_000)}}}}`, 400],
    ['a prototype', `{"model":"${REPLY}","messages":[],"__proto__":{"x":1}}`, 400],
    ['10 MB of a wrong type', `{"model":"${REPLY}","messages":"${'x'.repeat(10_000_000)}"}`, 400],
    ['10 MB of fields', `{"model":"${REPLY}","messages":[${'{},'.repeat(3_000_000)}{}]}`, 400],
    ['10 MB of a name', `{"model":"${'a/'.repeat(5_000_000)}","messages":[]}`, 404],
    ['more than the hub takes', `{"model":"${'x'.repeat(33 << 20)}"}`, 413],
  ])('%s', async (_what, text, status) => {
    const answer = await postText(text);
    expect([answer.status, answer.error]).toMatchObject([
      status,
      { type: 'invalid_request_error', message: expect.any(String), code: expect.any(String) },
    ]);
    expect(JSON.stringify(answer.error).length).toBeLessThan(2000);
  });

  test('the hub goes on', async () => {
    expect((await post({ model: REPLY, messages })).status).toBe(200);
  });
});

test('what is not there answers as OpenAI does', async () => {
  const { status, body } = await chat.hub.request('/v1/embeddings', { as: 'editor', json: {} });
  expect([status, body]).toEqual([
    404,
    {
      error: {
        message: expect.any(String),
        type: 'invalid_request_error',
        param: null,
        code: 'not_found',
      },
    },
  ]);
});

test('pages of other origins may ask', async () => {
  const preflight = await chat.hub.request('/v1/chat/completions', {
    method: 'OPTIONS',
    headers: {
      origin: 'https://shop.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,x-stainless-os',
    },
  });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'authorization,x-stainless-os',
  ]);
  const answer = await post({ model: REPLY, messages });
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  expect(answer.headers.get('access-control-expose-headers')).toContain('x-prompthub-execution');
});
