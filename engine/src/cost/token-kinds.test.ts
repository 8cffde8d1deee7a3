import type { ServerResponse } from 'node:http';
import type { TokenUsage } from '../providers/provider';
import {
  ask,
  RESPONSES,
  startPlainServer,
  WIRES,
  type WireUnderTest,
} from '../providers/testing/wire-server';
import { costOf } from './cost-of';

const [openai, , , anthropic] = WIRES;
const at = new Date('2026-11-23T12:00:00Z');

interface Fixture {
  readonly kind: string;
  readonly wire: WireUnderTest;
  readonly model: string;
  /** As the provider writes it. */
  readonly reported: Record<string, unknown>;
  /** Beside the usage, in the answer itself. */
  readonly beside?: Record<string, unknown>;
  /** Computed by hand from the price list, US dollars for a million such answers; undefined when unpriced. */
  readonly byHand: number | undefined;
}

const chat = (prompt: number, completion: number, input = {}, output = {}) => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  prompt_tokens_details: input,
  completion_tokens_details: output,
});
const messages = (input: number, output: number, more = {}) => ({
  ...{ input_tokens: input, output_tokens: output, ...more },
});

const FIXTURES: readonly Fixture[] = [
  {
    kind: 'plain',
    wire: openai,
    model: 'gpt-5-mini',
    reported: chat(1000, 200),
    byHand: 1000 * 0.25 + 200 * 2,
  },
  {
    kind: 'cached',
    wire: openai,
    model: 'gpt-5-mini',
    reported: chat(1000, 200, { cached_tokens: 600 }),
    byHand: 400 * 0.25 + 600 * 0.025 + 200 * 2,
  },
  {
    kind: 'cache written',
    wire: openai,
    model: 'gpt-6-sol',
    reported: chat(1000, 200, { cached_tokens: 100, cache_write_tokens: 600 }),
    byHand: 300 * 2 + 100 * 0.2 + 600 * 2.5 + 200 * 10,
  },
  {
    kind: 'reasoning',
    wire: openai,
    model: 'o3',
    reported: chat(1000, 900, {}, { reasoning_tokens: 800 }),
    byHand: 1000 * 2 + 900 * 8,
  },
  {
    kind: 'sound',
    wire: openai,
    model: 'gpt-4o-audio-preview',
    reported: chat(1000, 900, { audio_tokens: 700 }, { audio_tokens: 800 }),
    byHand: 300 * 2.5 + 700 * 40 + 100 * 10 + 800 * 80,
  },
  {
    kind: 'sound without a price',
    wire: openai,
    model: 'gpt-4o',
    reported: chat(1000, 900, { audio_tokens: 700 }),
    byHand: undefined,
  },
  {
    kind: 'a tier with its own price',
    wire: openai,
    model: 'gpt-4o',
    reported: chat(1000, 900),
    beside: { service_tier: 'priority' },
    byHand: undefined,
  },
  {
    kind: 'the usual tier',
    wire: openai,
    model: 'gpt-4o',
    reported: chat(1000, 900),
    beside: { service_tier: 'default' },
    byHand: 1000 * 2.5 + 900 * 10,
  },
  {
    kind: 'cached, written and reasoning',
    wire: RESPONSES,
    model: 'gpt-6-sol',
    reported: {
      ...{ input_tokens: 1000, output_tokens: 900 },
      input_tokens_details: { cached_tokens: 100, cache_write_tokens: 600 },
      output_tokens_details: { reasoning_tokens: 800 },
    },
    byHand: 300 * 2 + 100 * 0.2 + 600 * 2.5 + 900 * 10,
  },
  {
    kind: 'plain',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(1000, 200),
    byHand: 1000 + 200 * 5,
  },
  {
    kind: 'cached and written',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(100, 200, { cache_read_input_tokens: 600, cache_creation_input_tokens: 300 }),
    byHand: 100 + 600 * 0.1 + 300 * 1.25 + 200 * 5,
  },
  {
    kind: 'written for an hour',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(100, 200, {
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_1h_input_tokens: 100, ephemeral_5m_input_tokens: 200 },
    }),
    byHand: 100 + 200 * 1.25 + 100 * 2 + 200 * 5,
  },
  {
    kind: 'reasoning',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(100, 900, { output_tokens_details: { thinking_tokens: 700 } }),
    byHand: 100 + 900 * 5,
  },
  {
    kind: 'searches of the provider',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(100, 200, { server_tool_use: { web_search_requests: 3 } }),
    byHand: 100 + 200 * 5 + 3 * 10_000,
  },
  {
    kind: 'a tier with its own price',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(100, 200, { service_tier: 'priority' }),
    byHand: undefined,
  },
  {
    kind: 'a region with its own price',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(100, 200, { service_tier: 'standard', speed: 'standard', inference_geo: 'us' }),
    byHand: undefined,
  },
  {
    kind: 'the usual region and speed',
    wire: anthropic,
    model: 'claude-haiku-4-5',
    reported: messages(100, 200, { speed: 'standard', inference_geo: 'not_available' }),
    byHand: 100 + 200 * 5,
  },
];

/** The tool call that every answer ends with: its tokens are output like any other. */
const TOOL = { id: 'call_1', name: 'weather', arguments: '{"city":"Bern"}' };

describe.each(FIXTURES)('$wire.name $model, $kind', (fixture) => {
  test('costs the same streamed, whole and by hand', async () => {
    const [streamed, whole] = [await usageOf(fixture, true), await usageOf(fixture, false)];
    expect(streamed).toEqual(whole);
    expect(streamed.estimated).toBe(false);
    const cost = costOf(fixture.model, streamed, at);
    if (fixture.byHand === undefined) expect(cost).toEqual({ unpriced: true });
    else expect('costUsd' in cost && cost.costUsd).toBeCloseTo(fixture.byHand / 1e6, 12);
  });
});

async function usageOf(fixture: Fixture, stream: boolean): Promise<TokenUsage> {
  const send = SENDERS[fixture.wire.name] ?? sendChat;
  const server = await startPlainServer((_request, response) => send(response, fixture, stream));
  try {
    const { answer } = await ask(fixture.wire, server.url, {
      model: fixture.model,
      config: { stream, api: fixture.wire.name },
    });
    expect(answer.toolCalls).toEqual([TOOL]);
    return answer.usage;
  } finally {
    await server.stop();
  }
}

function sendChat(response: ServerResponse, { model, reported, beside }: Fixture, stream: boolean): void {
  const call = {
    index: 0,
    id: TOOL.id,
    type: 'function',
    function: { name: TOOL.name, arguments: TOOL.arguments },
  };
  const said = { content: 'ok', tool_calls: [call] };
  const envelope = { id: 'c', model, ...beside };
  if (!stream) {
    const choices = [{ index: 0, message: said, finish_reason: 'tool_calls' }];
    return sendJson(response, { ...envelope, choices, usage: reported });
  }
  sendEvents(response, [
    { ...envelope, choices: [{ index: 0, delta: said, finish_reason: null }] },
    { ...envelope, choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
    { ...envelope, choices: [], usage: reported },
  ]);
}

function sendMessages(response: ServerResponse, { model, reported }: Fixture, stream: boolean): void {
  const input = JSON.parse(TOOL.arguments) as unknown;
  const tool = { type: 'tool_use', id: TOOL.id, name: TOOL.name };
  const message = { id: 'msg', model, role: 'assistant', stop_reason: 'tool_use' };
  if (!stream) return sendJson(response, { ...message, content: [{ ...tool, input }], usage: reported });
  const { output_tokens, ...atStart } = reported;
  sendEvents(response, [
    { type: 'message_start', message: { ...message, content: [], usage: { ...atStart, output_tokens: 1 } } },
    { type: 'content_block_start', index: 0, content_block: { ...tool, input: {} } },
    {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json: TOOL.arguments },
    },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'tool_use' }, usage: { output_tokens } },
    { type: 'message_stop' },
  ]);
}

function sendResponses(response: ServerResponse, { model, reported }: Fixture, stream: boolean): void {
  const { id: call_id, name, arguments: given } = TOOL;
  const call = { type: 'function_call', call_id, name, arguments: given };
  const answer = { id: 'resp', model, status: 'completed', output: [call], usage: reported };
  if (!stream) return sendJson(response, answer);
  sendEvents(response, [
    { type: 'response.output_item.added', output_index: 0, item: { ...call, arguments: '' } },
    { type: 'response.function_call_arguments.delta', output_index: 0, delta: given },
    { type: 'response.completed', response: answer },
  ]);
}

const SENDERS: Readonly<Record<string, typeof sendChat>> = {
  anthropic: sendMessages,
  responses: sendResponses,
};

function sendJson(response: ServerResponse, body: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function sendEvents(
  response: ServerResponse,
  events: readonly { type?: string; [key: string]: unknown }[],
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const frames = events.map(
    (event) => `${event.type ? `event: ${event.type}\n` : ''}data: ${JSON.stringify(event)}\n\n`,
  );
  response.end(frames.join(''));
}
