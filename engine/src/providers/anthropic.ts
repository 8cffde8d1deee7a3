import type { Anthropic } from '@anthropic-ai/sdk' with { 'resolution-mode': 'import' };
import type { AnswerBuilder } from './answer-builder';
import { DEFAULT_MAX_TOKENS } from './anthropic-limits';
import { anthropicMessages } from './anthropic-messages';
import {
  anthropicEvent,
  anthropicFinish,
  anthropicMessage,
  anthropicUsage,
  type AnthropicEvent,
  type AnthropicUsage,
} from './anthropic-wire';
import { accessTo, type Connection } from './connection';
import { converse, type Talk } from './conversation';
import { KEY_PLACEHOLDER } from './guarded-fetch';
import { capabilitiesOf, refuseUnsupported } from './model-capabilities';
import { ANTHROPIC_EFFORT, mapSettings } from './model-settings';
import { nestedParams } from './nested-params';
import { isStrict, objectSchemaOf } from './output-schema';
import type { EndpointConfig, ModelEvent, ModelRequest, Provider, ProviderContext } from './provider';
import { cutStream, malformed, type FailureContext } from './provider-failure';

/** Anthropic's messages API. */
export function anthropicProvider(endpoint: EndpointConfig, context: ProviderContext): Provider {
  const access = accessTo(endpoint, context, { keyRequired: true, client: clientFor });
  return {
    id: endpoint.name,
    async *stream(request, options) {
      refuseUnsupported('anthropic', request);
      yield* converse(await access(), { request, options }, talk);
    },
  };
}

async function* talk({
  client,
  request,
  call,
  answer,
  failure,
}: Talk<Anthropic>): AsyncGenerator<ModelEvent> {
  const { params, stream } = paramsOf(request);
  if (stream) {
    const { data, request_id } = await client.messages.create({ ...params, stream }, call).withResponse();
    answer.identify({ requestId: request_id });
    yield* readStream(data, answer, failure);
  } else {
    const { data, request_id } = await client.messages.create({ ...params, stream }, call).withResponse();
    answer.identify({ requestId: request_id });
    yield* readWhole(data, answer);
  }
}

async function clientFor({ baseUrl, fetch }: Connection): Promise<Anthropic> {
  const { Anthropic: Client } = await import('@anthropic-ai/sdk');
  return new Client({
    apiKey: KEY_PLACEHOLDER,
    webhookKey: null,
    baseURL: baseUrl.replace(/\/v1$/, ''),
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    fetch,
  });
}

type Params = Omit<Anthropic.Messages.MessageCreateParamsNonStreaming, 'stream'>;

function paramsOf(request: ModelRequest): { params: Params; stream: boolean } {
  const can = capabilitiesOf('anthropic', request.model);
  const { params, stream } = mapSettings(request.config, 'anthropic');
  const { [ANTHROPIC_EFFORT]: effort, ...settings } = params;
  const schema = objectSchemaOf(request);
  // The prompt's own words to the provider go first.
  const enforced = schema && isStrict(schema) && can.schema && !('output_config' in settings);
  const tools = request.tools?.map((tool) => ({
    name: tool.name,
    description: tool.description,
    input_schema: { ...tool.inputSchema, type: 'object' as const },
  }));
  return {
    params: {
      max_tokens: DEFAULT_MAX_TOKENS,
      ...nestedParams({
        ...settings,
        ...(can.effort && effort !== undefined ? { [ANTHROPIC_EFFORT]: effort } : {}),
        ...(enforced ? { 'output_config.format': { type: 'json_schema', schema } } : {}),
      }),
      ...anthropicMessages(request.messages),
      model: request.model,
      ...(tools?.length ? { tools } : {}),
    },
    stream,
  };
}

async function* readStream(
  events: AsyncIterable<unknown>,
  answer: AnswerBuilder,
  failure: FailureContext,
): AsyncGenerator<ModelEvent> {
  let usage: AnthropicUsage | undefined;
  let stopped = false;
  for await (const raw of events) {
    const event = anthropicEvent.parse(raw);
    // Later counts are cumulative and replace earlier ones, field by field.
    for (const counts of [event.message?.usage, event.usage]) {
      if (counts) answer.usage(anthropicUsage((usage = { ...usage, ...withoutGaps(counts) })));
    }
    yield* take(event, answer);
    stopped ||= event.type === 'message_stop';
  }
  if (!answer.finished || !stopped) {
    throw usage === undefined && !failure.scope.ended ? malformed(failure) : cutStream(failure);
  }
}

function* take({ type, index, message, content_block, delta }: AnthropicEvent, answer: AnswerBuilder) {
  if (type === 'message_start') answer.identify({ model: message?.model, requestId: message?.id });
  if (type === 'content_block_start' && content_block?.type === 'tool_use') {
    answer.toolCall({ index, id: content_block.id, name: content_block.name });
  }
  const text = type === 'content_block_start' ? content_block?.text : delta?.text;
  if (text) {
    answer.text(text);
    yield { type: 'text', text } satisfies ModelEvent;
  }
  answer.reasoning(delta?.thinking ?? '');
  if (delta?.type === 'input_json_delta') answer.toolCall({ index, arguments: delta.partial_json });
  if (delta?.stop_reason) answer.finish(anthropicFinish(delta.stop_reason));
}

function* readWhole(data: unknown, answer: AnswerBuilder): Generator<ModelEvent> {
  const message = anthropicMessage.parse(data);
  answer.identify({ model: message.model, requestId: message.id });
  for (const [index, { type, text, thinking, id, name, input }] of message.content.entries()) {
    answer.reasoning(thinking ?? '');
    if (type === 'tool_use') answer.toolCall({ index, id, name, arguments: JSON.stringify(input ?? {}) });
    if (type !== 'text' || !text) continue;
    answer.text(text);
    yield { type: 'text', text };
  }
  answer.finish(anthropicFinish(message.stop_reason ?? 'end_turn'));
  if (message.usage) answer.usage(anthropicUsage(message.usage));
}

function withoutGaps(counts: AnthropicUsage): AnthropicUsage {
  return Object.fromEntries(
    Object.entries(counts).filter(([, value]) => value !== null && value !== undefined),
  );
}
