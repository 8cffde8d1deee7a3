import type { LLMock } from '@copilotkit/aimock';
import type { ModelRequest } from './provider';
import { ask, startPlainServer, startWireServer, WIRES, type WireUnderTest } from './testing/wire-server';

const [openai, , local, anthropic] = WIRES;
const closed = {
  type: 'object',
  properties: { a: { type: 'string' } },
  required: ['a'],
  additionalProperties: false,
};
const open = { ...closed, required: [] };

/** The body that a request becomes on the wire. */
async function bodyOf(
  wire: WireUnderTest,
  request: Partial<ModelRequest> & { prompt?: string },
): Promise<Record<string, unknown>> {
  let body = '';
  const server = await startPlainServer((incoming, response) => {
    incoming.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    incoming.on('end', () => response.writeHead(500).end());
  });
  await ask(wire, server.url, request).catch(() => undefined);
  await server.stop();
  return JSON.parse(body) as Record<string, unknown>;
}

test('OpenAI is asked for the output schema, strictly when it can be', async () => {
  expect(await bodyOf(openai, { output: { format: 'json', schema: closed } })).toMatchObject({
    response_format: { type: 'json_schema', json_schema: { name: 'output', schema: closed, strict: true } },
  });
  expect(await bodyOf(openai, { output: { schema: open } })).toMatchObject({
    response_format: { json_schema: { strict: false } },
  });
});

test('JSON without a schema is JSON mode where the prompt says JSON', async () => {
  const output = { format: 'json' };
  expect(await bodyOf(openai, { output, prompt: 'Answer in JSON' })).toMatchObject({
    response_format: { type: 'json_object' },
  });
  expect(await bodyOf(openai, { output, prompt: 'Answer' })).not.toHaveProperty('response_format');
  expect(await bodyOf(openai, { output: { schema: { type: 'array' } } })).not.toHaveProperty(
    'response_format',
  );
});

test('a model that knows no schemas answers in JSON mode', async () => {
  const request = {
    output: { format: 'json', schema: closed },
    model: 'gpt-4-turbo',
    prompt: 'Answer in JSON',
  };
  expect(await bodyOf(openai, request)).toMatchObject({ response_format: { type: 'json_object' } });
});

test("the prompt's own response format goes first", async () => {
  const config = { responseFormat: { type: 'text' } };
  expect(await bodyOf(openai, { output: { schema: closed }, config })).toMatchObject({
    response_format: { type: 'text' },
  });
});

test('Anthropic is asked for the schema where the model can', async () => {
  const output = { schema: closed };
  expect(await bodyOf(anthropic, { output })).toMatchObject({
    output_config: { format: { type: 'json_schema', schema: closed } },
  });
  expect(await bodyOf(anthropic, { output, model: 'claude-3-haiku-20240307' })).not.toHaveProperty(
    'output_config',
  );
  expect(await bodyOf(anthropic, { output: { schema: open } })).not.toHaveProperty('output_config');
});

test('Anthropic is told how hard to think where the model knows that', async () => {
  const config = { reasoningEffort: 'medium' };
  expect(
    await bodyOf(anthropic, { config, model: 'claude-opus-5', output: { schema: closed } }),
  ).toMatchObject({
    output_config: { effort: 'medium', format: { type: 'json_schema', schema: closed } },
  });
  expect(await bodyOf(anthropic, { config, model: 'claude-haiku-4-5' })).not.toHaveProperty('output_config');
  const own = { output_config: { effort: 'max' } };
  expect(await bodyOf(anthropic, { config: own, output: { schema: closed } })).toMatchObject(own);
});

test('settings and tools travel, and streams ask for their usage', async () => {
  const tools = [{ name: 'f', description: 'does', inputSchema: { type: 'object', properties: {} } }];
  const config = { maxOutputTokens: 9, temperature: 0 };
  const body = await bodyOf(local, { tools, config });
  expect(body).toMatchObject({
    model: 'llama3',
    max_tokens: 9,
    temperature: 0,
    stream: true,
    stream_options: { include_usage: true },
    tools: [
      { type: 'function', function: { name: 'f', description: 'does', parameters: tools[0]?.inputSchema } },
    ],
  });
  expect(await bodyOf(anthropic, { tools, config })).toMatchObject({
    model: 'claude-haiku-4-5',
    max_tokens: 9,
    stream: true,
    tools: [{ name: 'f', description: 'does', input_schema: tools[0]?.inputSchema }],
  });
  expect(await bodyOf(anthropic, {})).toMatchObject({ max_tokens: 4096 });
});

describe('the wire-format server accepts what we send', () => {
  let server: LLMock;
  beforeAll(async () => {
    server = await startWireServer();
    server.on({ userMessage: 'hello' }, { content: 'ok' });
  });
  afterAll(() => server.stop());

  test.each(WIRES)('$name: system, image, tools, settings, schema', async (wire) => {
    const messages: ModelRequest['messages'] = [
      { role: 'system', content: [{ text: 'Be brief.' }] },
      { role: 'user', content: [{ text: 'look' }, { media: { url: 'data:image/png;base64,iVBORw0KGgo=' } }] },
      { role: 'model', content: [{ toolRequest: { name: 'f', ref: 'a', input: {} } }] },
      { role: 'tool', content: [{ toolResponse: { name: 'f', ref: 'a', output: { x: 1 } } }] },
      { role: 'user', content: [{ text: 'hello' }] },
    ];
    const { answer } = await ask(wire, server.url, {
      messages,
      tools: [{ name: 'f', inputSchema: { type: 'object' } }],
      config: { temperature: 0.1, topP: 0.5, stopSequences: ['x'] },
      output: { format: 'json', schema: closed },
    });
    expect(answer.text).toBe('ok');
  });
});

test.each(['chat', 'responses'])('%s: OpenAI is told which tools are held to their schemas', async (api) => {
  const tools = [
    { name: 'held', inputSchema: closed, strict: true },
    { name: 'free', inputSchema: open },
  ];
  const told = JSON.stringify((await bodyOf(openai, { tools, config: { api } }))['tools']);
  expect(told.match(/"strict":true/g)).toHaveLength(1);
  expect(told.indexOf('"strict":true')).toBeLessThan(told.indexOf('"free"'));
});

test.each(WIRES)('$name: a request joins a trace where one is wanted', async (wire) => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const seen: unknown[] = [];
  const server = await startPlainServer((incoming, response) => {
    seen.push(incoming.headers['traceparent']);
    incoming.resume().on('end', () => response.writeHead(500).end());
  });
  await ask(wire, server.url, {}, { traceparent }).catch(() => undefined);
  await ask(wire, server.url, {}).catch(() => undefined);
  await server.stop();
  expect(seen).toEqual([traceparent, undefined]);
});
