import type { IncomingMessage, ServerResponse } from 'node:http';
import { createProvider } from './provider-registry';
import { ProviderError, type ModelRequest } from './provider';
import {
  ask,
  contextFor,
  startPlainServer,
  TEST_KEY,
  WIRES,
  type PlainServer,
  type WireUnderTest,
} from './testing/wire-server';

const [openai, azure, local, anthropic] = WIRES;
type Listener = (request: IncomingMessage, response: ServerResponse) => void;

let server: PlainServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function askPlain(wire: WireUnderTest, listener: Listener, request: Parameters<typeof ask>[2] = {}) {
  server = await startPlainServer(listener);
  return ask(wire, server.url, request);
}

const failing = async (wire: WireUnderTest, listener: Listener): Promise<ProviderError> => {
  const error: unknown = await askPlain(wire, listener).then(
    () => new Error('it answered'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof ProviderError)) throw error;
  return error;
};

const events =
  (...frames: readonly unknown[]): Listener =>
  (_request, response) => {
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'x-request-id': 'req_1',
      'request-id': 'req_1',
    });
    for (const frame of frames)
      response.write(typeof frame === 'string' ? frame : `data: ${JSON.stringify(frame)}\n\n`);
    response.end();
  };
const delta = (content: unknown, finish_reason: string | null = null) => ({
  id: 'c',
  model: 'm',
  choices: [{ index: 0, delta: content, finish_reason }],
});

describe('cancelling', () => {
  test.each(WIRES)('closes the socket to $name', async (wire) => {
    let closed: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => (closed = resolve));
    const controller = new AbortController();
    server = await startPlainServer((request, response) => {
      request.socket.on('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(
        wire.kind === 'anthropic'
          ? `event: message_start\ndata: ${JSON.stringify({ type: 'message_start', message: { content: [], usage: {} } })}\n\n` +
              `event: content_block_delta\ndata: ${JSON.stringify({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'hi' } })}\n\n`
          : `data: ${JSON.stringify(delta({ content: 'hi' }))}\n\n`,
      );
    });
    const asked = ask(wire, server.url, { onText: () => controller.abort() }, { signal: controller.signal });
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    await closing;
  });

  test('closes the socket when the reader stops reading', async () => {
    let closed: () => void = () => undefined;
    const closing = new Promise<void>((resolve) => (closed = resolve));
    server = await startPlainServer((request, response) => {
      request.socket.on('close', closed);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(delta({ content: 'hi' }))}\n\n`);
    });
    const { provider, model } = createProvider('local/m', contextFor(local, server.url));
    const request: ModelRequest = {
      model,
      messages: [{ role: 'user', content: [{ text: 'x' }] }],
      config: {},
    };
    for await (const event of provider.stream(request)) {
      expect(event).toEqual({ type: 'text', text: 'hi' });
      break;
    }
    await closing;
  });
});

describe('what no well-behaved server does', () => {
  test.each(WIRES)('$name: a page instead of an answer', async (wire) => {
    const error = await failing(wire, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end('<!doctype html><title>Sign in</title>');
    });
    expect(error.code).toBe('malformed-response');
    expect(error.message).toContain('base URL');
  });

  test.each(WIRES)('$name: broken JSON in the middle of a stream', async (wire) => {
    const error = await failing(wire, events('event: message_start\ndata: {"type": "message_st\n\n'));
    expect(error.code).toBe('malformed-response');
  });

  test.each(WIRES)('$name: JSON of another shape', async (wire) => {
    const error = await failing(wire, events({ choices: 'none', type: 7 }));
    expect(error.code).toBe('malformed-response');
  });

  test.each(WIRES)('$name: an error frame inside a stream', async (wire) => {
    const frame = { type: 'error', error: { type: 'overloaded_error', message: `busy ${TEST_KEY}` } };
    const error = await failing(wire, events(`event: error\ndata: ${JSON.stringify(frame)}\n\n`));
    expect(error.code).toBe('overloaded');
    expect(error.message).toContain('busy [key]');
  });

  test.each(WIRES)('$name: a redirect is not followed, so the key stays', async (wire) => {
    const error = await failing(wire, (request, response) => {
      expect(request.url).not.toContain('elsewhere');
      response.writeHead(307, { location: '/elsewhere' });
      response.end();
    });
    expect(error).toMatchObject({ code: 'network', status: 307 });
  });

  test.each(WIRES)('$name: a reset connection', async (wire) => {
    const error = await failing(wire, (request) => request.socket.resetAndDestroy());
    expect(error.code).toBe('network');
  });

  test.each(WIRES)('$name: nobody listens', async (wire) => {
    const gone = await startPlainServer(() => undefined);
    await gone.stop();
    const error: unknown = await ask(wire, gone.url, {}).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'network',
      message: expect.stringContaining('ECONNREFUSED'),
      unreached: true,
    });
  });

  test('an endless answer is stopped', async () => {
    const error = await failing(local, (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const frame = `data: ${JSON.stringify(delta({ content: 'x'.repeat(1_000_000) }))}\n\n`;
      const write = (): void => {
        while (!response.destroyed && response.write(frame));
      };
      response.on('drain', write).on('error', () => undefined);
      write();
    });
    expect(error.code).toBe('malformed-response');
  });
});

describe.each([200, 500])('a body without end, status %i', (status) => {
  test.each(WIRES)('$name', async (wire) => {
    const listener: Listener = (_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      const chunk = ' '.repeat(1_000_000);
      const write = (): void => {
        while (!response.destroyed && response.write(chunk));
      };
      response.on('drain', write).on('error', () => undefined);
      write();
    };
    const asked = askPlain(wire, listener, { config: { stream: false } });
    await expect(asked).rejects.toBeInstanceOf(ProviderError);
  });
});

describe('servers that leave things out', () => {
  test('usage is estimated when none is reported', async () => {
    const { answer } = await askPlain(
      local,
      events(delta({ content: 'four words of text' }), delta({}, 'stop')),
    );
    expect(answer.usage).toMatchObject({ estimated: true, outputTokens: 4 });
    expect(answer.usage.inputTokens).toBeGreaterThan(0);
  });

  test('tool call fragments without an index are joined', async () => {
    const { answer } = await askPlain(
      local,
      events(
        delta({ tool_calls: [{ id: 'a', function: { name: 'f', arguments: '{"x"' } }] }),
        delta({ tool_calls: [{ function: { arguments: ':1}' } }] }),
        delta({ tool_calls: [{ id: 'b', function: { name: 'g', arguments: '{}' } }] }),
        delta({}, 'tool_calls'),
      ),
    );
    expect(answer.toolCalls).toEqual([
      { id: 'a', name: 'f', arguments: '{"x":1}' },
      { id: 'b', name: 'g', arguments: '{}' },
    ]);
  });

  test('a refusal is an answer', async () => {
    const { answer } = await askPlain(
      openai,
      events(delta({ refusal: 'I cannot' }), delta({}, 'content_filter')),
    );
    expect(answer).toMatchObject({ text: 'I cannot', finishReason: 'content-filter', requestId: 'req_1' });
  });

  test('usage in the last chunk, without choices, with its parts', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 50,
      prompt_tokens_details: { cached_tokens: 80 },
      completion_tokens_details: { reasoning_tokens: 30 },
    };
    const { answer } = await askPlain(
      openai,
      events(delta({ content: 'x' }, 'stop'), { choices: [], usage }),
    );
    expect(answer.usage).toEqual({
      inputTokens: 100,
      outputTokens: 50,
      cachedInputTokens: 80,
      cacheWriteInputTokens: undefined,
      reasoningTokens: 30,
      estimated: false,
    });
  });

  test("Anthropic's cached tokens are part of the input, and later counts replace earlier ones", async () => {
    const frame = (data: { type: string; [key: string]: unknown }) =>
      `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`;
    const { answer } = await askPlain(
      anthropic,
      events(
        frame({
          type: 'message_start',
          message: {
            id: 'msg_1',
            model: 'claude-x',
            content: [],
            usage: {
              input_tokens: 10,
              cache_read_input_tokens: 200,
              cache_creation_input_tokens: 30,
              output_tokens: 1,
            },
          },
        }),
        frame({ type: 'ping' }),
        frame({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
        frame({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'ok' } }),
        frame({ type: 'content_block_stop', index: 0 }),
        frame({ type: 'message_delta', delta: { stop_reason: 'max_tokens' }, usage: { output_tokens: 42 } }),
        frame({ type: 'message_stop' }),
      ),
    );
    expect(answer).toMatchObject({
      text: 'ok',
      finishReason: 'length',
      model: 'claude-x',
      usage: { inputTokens: 240, cachedInputTokens: 200, cacheWriteInputTokens: 30, outputTokens: 42 },
    });
  });
});

describe('what leaves', () => {
  test.each(WIRES)('$name: no header from the environment, no telemetry', async (wire) => {
    process.env['OPENAI_CUSTOM_HEADERS'] = 'x-secret: 1';
    process.env['ANTHROPIC_CUSTOM_HEADERS'] = 'x-secret: 1\nauthorization: Bearer other-key';
    let headers: NodeJS.Dict<string | string[]> = {};
    try {
      await failing(wire, (request, response) => {
        headers = request.headers;
        response.writeHead(500).end();
      });
    } finally {
      delete process.env['OPENAI_CUSTOM_HEADERS'];
      delete process.env['ANTHROPIC_CUSTOM_HEADERS'];
    }
    expect(headers).not.toHaveProperty('x-secret');
    expect(headers['authorization']).not.toBe('Bearer other-key');
    expect(headers['user-agent']).toBe('prompthub');
    expect(Object.keys(headers).filter((name) => name.startsWith('x-stainless'))).toEqual([]);
  });

  test.each(WIRES)('$name: the key stands in one header and nowhere else', async (wire) => {
    let sent = '';
    let headers: NodeJS.Dict<string | string[]> = {};
    await failing(wire, (request, response) => {
      headers = request.headers;
      request.setEncoding('utf8').on('data', (chunk: string) => (sent += chunk));
      request.on('end', () => response.writeHead(500).end());
    });
    const withKey = Object.entries(headers).filter(([, value]) => String(value).includes(TEST_KEY));
    expect(withKey).toEqual([
      wire.kind === 'azure' ? ['api-key', TEST_KEY] : ['authorization', `Bearer ${TEST_KEY}`],
    ]);
    expect(JSON.stringify(headers)).not.toContain('placeholder');
    expect(sent).not.toContain(TEST_KEY);
  });

  test('without a key an OpenAI-compatible server gets no authorization header', async () => {
    let headers: NodeJS.Dict<string | string[]> = {};
    server = await startPlainServer((request, response) => {
      headers = request.headers;
      events(delta({ content: 'x' }, 'stop'))(request, response);
    });
    const context = { ...contextFor(local, server.url), credentials: () => Promise.resolve(undefined) };
    const { provider, model } = createProvider('local/m', context);
    const heard = [];
    const request: ModelRequest = {
      model,
      messages: [{ role: 'user', content: [{ text: 'x' }] }],
      config: {},
    };
    for await (const event of provider.stream(request)) heard.push(event.type);
    expect(heard).toEqual(['text', 'done']);
    expect(headers).not.toHaveProperty('authorization');
  });

  test.each(WIRES)('$name: the key of the moment, also over a connection that is kept', async (wire) => {
    const sent: unknown[] = [];
    server = await startPlainServer((request, response) => {
      sent.push(request.headers['api-key'] ?? request.headers.authorization);
      response.writeHead(500).end();
    });
    const keys = ['key-one', 'key-one', 'key-two'];
    const context = { ...contextFor(wire, server.url), credentials: () => Promise.resolve(keys.shift()) };
    const hear = async (): Promise<void> => {
      const { provider, model } = createProvider(`${wire.name}/${wire.model}`, context);
      const messages = [{ role: 'user' as const, content: [{ text: 'x' }] }];
      for await (const event of provider.stream({ model, messages, config: {} }))
        expect(event).toBeUndefined();
    };
    for (let call = 0; call < 3; call++) await expect(hear()).rejects.toMatchObject({ code: 'server-error' });
    expect(sent.map((value) => String(value).replace('Bearer ', ''))).toEqual([
      'key-one',
      'key-one',
      'key-two',
    ]);
  });

  test('Azure addresses the deployment and the API version', async () => {
    let url: string | undefined;
    await failing(azure, (request, response) => {
      url = request.url;
      response.writeHead(500).end();
    });
    expect(url).toBe('/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21');
  });
});
