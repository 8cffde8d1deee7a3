import type { LLMock } from '@copilotkit/aimock';
import { ProviderError } from './provider';
import {
  ALL_WIRES,
  ask,
  startPlainServer,
  startWireServer,
  TEST_KEY,
  type WireUnderTest,
} from './testing/wire-server';

let server: LLMock;
beforeAll(async () => {
  server = await startWireServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  server.reset();
});

const MODES = [true, false];
const matrix = ALL_WIRES.flatMap((wire) =>
  MODES.map((stream) => ({ wire, stream, title: `${wire.name}, stream ${stream}` })),
);
const config = (stream: boolean) => ({ stream });

/** Usage in the words of the wire. */
function usageFor(wire: WireUnderTest, input: number, output: number) {
  return wire.kind === 'anthropic' || wire.name === 'responses'
    ? { input_tokens: input, output_tokens: output }
    : { prompt_tokens: input, completion_tokens: output };
}

describe.each(matrix)('$title', ({ wire, stream }) => {
  const failure = async (prompt: string): Promise<ProviderError> => {
    const error: unknown = await ask(wire, server.url, { prompt, config: config(stream) }).then(
      () => new Error('it answered'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof ProviderError)) throw error;
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(TEST_KEY);
    return error;
  };

  test('gives the text, the reported usage, the model and why it ended', async () => {
    server.on({ userMessage: 'hello' }, { content: 'Good day to you', usage: usageFor(wire, 12, 7) });
    const { pieces, answer } = await ask(wire, server.url, { config: config(stream) });
    expect(pieces.join('')).toBe('Good day to you');
    expect(answer).toMatchObject({
      text: 'Good day to you',
      finishReason: 'stop',
      toolCalls: [],
      usage: { inputTokens: 12, outputTokens: 7, estimated: false },
    });
    expect(answer.model).not.toBe('');
  });

  test('puts tool calls together', async () => {
    const first = { city: 'Zürich', days: [1, 2, 3], note: 'a "quoted" thing'.repeat(8) };
    server.on(
      { userMessage: 'hello' },
      {
        toolCalls: [
          { id: 'call_a', name: 'weather', arguments: first },
          { id: 'call_b', name: 'clock', arguments: {} },
        ],
      },
      { chunkSize: 5 },
    );
    const tools = ['weather', 'clock'].map((name) => ({ name, inputSchema: { type: 'object' } }));
    const { answer } = await ask(wire, server.url, { tools, config: config(stream) });
    expect(answer.finishReason).toBe('tool-calls');
    expect(answer.toolCalls.map(({ name }) => name)).toEqual(['weather', 'clock']);
    expect(answer.toolCalls.map((call) => JSON.parse(call.arguments) as unknown)).toEqual([first, {}]);
    expect(new Set(answer.toolCalls.map(({ id }) => id)).size).toBe(2);
  });

  test.each([
    [401, 'invalid_api_key', `Incorrect API key provided: ${TEST_KEY}`, 'unauthorized'],
    [403, 'permission_error', 'This key may not use the model', 'unauthorized'],
    [404, 'not_found_error', 'model: no such model', 'not-found'],
    [400, 'invalid_request_error', 'temperature: out of range', 'invalid-request'],
    [
      400,
      'context_length_exceeded',
      'This model has a maximum context length of 8192 tokens',
      'context-window',
    ],
    [400, 'invalid_request_error', 'prompt is too long: 210000 tokens > 200000 maximum', 'context-window'],
    [400, 'content_filter', 'The response was filtered', 'content-policy'],
    [400, 'invalid_request_error', 'Your credit balance is too low', 'quota-exceeded'],
    [402, 'billing_error', 'pay first', 'quota-exceeded'],
    [429, 'rate_limit_error', 'slow down', 'rate-limited'],
    [
      429,
      'rate_limit_exceeded',
      'Limit 3 a minute. Add a payment method at /account/billing',
      'rate-limited',
    ],
    [429, 'insufficient_quota', 'You exceeded your current quota', 'quota-exceeded'],
    [500, 'api_error', 'oops', 'server-error'],
    [502, 'api_error', 'bad gateway', 'server-error'],
    [503, 'overloaded_error', 'busy', 'overloaded'],
    [504, 'timeout_error', 'upstream', 'timeout'],
    [529, 'overloaded_error', 'busy', 'overloaded'],
  ])('maps %s %s (%s) to %4$s', async (status, type, message, code) => {
    server.on({ userMessage: 'hello' }, { error: { message, type, code: type }, status });
    const error = await failure('hello');
    expect(error).toMatchObject({ code, status });
    if (code === 'rate-limited') expect(error.retryAfterMs).toBe(1000);
    expect(error.message).toContain(code === 'context-window' ? 'context window' : '');
  });

  test('says how long to wait', async () => {
    server.on(
      { userMessage: 'hello' },
      { error: { message: 'wait', type: 'rate_limit_error' }, status: 429, retryAfter: 17 },
    );
    expect(await failure('hello')).toMatchObject({ code: 'rate-limited', retryAfterMs: 17_000 });
  });

  test('reports an answer that is not JSON', async () => {
    server.on({ userMessage: 'hello' }, { content: 'hi' }, { chaos: { malformedRate: 1 } });
    expect((await failure('hello')).code).toBe('malformed-response');
  });

  test('reports a connection that breaks off', async () => {
    server.on({ userMessage: 'hello' }, { content: 'hi' }, { chaos: { disconnectRate: 1 } });
    expect((await failure('hello')).code).toBe('network');
  });

  test('asks nothing when it was cancelled before', async () => {
    server.on({ userMessage: 'hello' }, { content: 'hi' });
    const asked = ask(wire, server.url, { config: config(stream) }, { signal: AbortSignal.abort() });
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
    expect(server.getRequests()).toHaveLength(0);
  });

  test('gives up after the time limit', async () => {
    const silent = await startPlainServer(() => undefined);
    const asked = ask(wire, silent.url, { config: config(stream) }, { timeoutMs: 30 });
    await expect(asked).rejects.toMatchObject({ code: 'timeout' });
    await silent.stop();
  });
});

describe.each(ALL_WIRES)('$name, streaming', (wire) => {
  test('yields text while it arrives', async () => {
    server.on({ userMessage: 'hello' }, { content: 'one two three four' }, { chunkSize: 4 });
    const { pieces } = await ask(wire, server.url, {});
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join('')).toBe('one two three four');
  });

  test('reports a stream that is cut half-way', async () => {
    server.on(
      { userMessage: 'hello' },
      { content: 'a long answer '.repeat(20) },
      { chunkSize: 5, truncateAfterChunks: 4 },
    );
    await expect(ask(wire, server.url, {})).rejects.toMatchObject({ code: 'network' });
  });

  test('counts the same streamed and whole', async () => {
    server.on({ userMessage: 'hello' }, { content: 'Good day', usage: usageFor(wire, 1234, 567) });
    const streamed = await ask(wire, server.url, { config: { stream: true } });
    const whole = await ask(wire, server.url, { config: { stream: false } });
    expect(streamed.answer.usage).toEqual(whole.answer.usage);
    expect(streamed.answer.text).toBe(whole.answer.text);
  });

  test('stops in the middle when cancelled', async () => {
    server.on({ userMessage: 'hello' }, { content: 'word '.repeat(40) }, { chunkSize: 5, latency: 5 });
    const controller = new AbortController();
    const asked = ask(wire, server.url, { onText: () => controller.abort() }, { signal: controller.signal });
    await expect(asked).rejects.toMatchObject({ code: 'aborted' });
  });
});
