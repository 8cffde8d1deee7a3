import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import type { AnswerBuilder } from './answer-builder';
import { accessTo, type AccessOptions } from './connection';
import { converse, type Talk } from './conversation';
import { KEY_PLACEHOLDER } from './guarded-fetch';
import { refuseUnsupported } from './model-capabilities';
import { mapSettings, type Wire } from './model-settings';
import { embedTexts } from './openai-embeddings';
import { openaiMessages } from './openai-messages';
import { moderateText } from './openai-moderation';
import { openaiResponseFormat } from './openai-response-format';
import { talkResponses, wantsResponses } from './openai-responses';
import { openaiChunk, openaiCompletion, openaiFinish, openaiUsage, type OpenaiSaid } from './openai-wire';
import type { EndpointConfig, ModelEvent, ModelRequest, Provider, ProviderContext } from './provider';
import { cutStream, malformed, type FailureContext } from './provider-failure';

type Params = OpenAI.Chat.Completions.ChatCompletionCreateParams;

export type ChatWire = Exclude<Wire, 'anthropic' | 'responses'>;

/** How one family of servers differs from the others that speak chat completions. */
export interface ChatDialect extends AccessOptions<OpenAI> {
  readonly wire: ChatWire;
}

/** What every client of the SDK is made with: nothing from the environment, no retries, no log. */
export const CLIENT_OPTIONS = {
  apiKey: KEY_PLACEHOLDER,
  adminAPIKey: null,
  organization: null,
  project: null,
  webhookSecret: null,
  maxRetries: 0,
  logLevel: 'off',
} as const;

/** A provider for any server that speaks OpenAI's chat completions. */
export function chatProvider(
  endpoint: EndpointConfig,
  context: ProviderContext,
  dialect: ChatDialect,
): Provider {
  const access = accessTo(endpoint, context, dialect);
  return {
    id: endpoint.name,
    async *stream(request, options) {
      refuseUnsupported(dialect.wire, request);
      const responses = wantsResponses(request, dialect.wire);
      yield* converse(await access(), { request, options }, (call) =>
        responses ? talkResponses(call) : talk(call, dialect.wire),
      );
    },
    embed: async (request, options) => embedTexts(await access(), request, options),
    moderate: async (request, options) => moderateText(await access(), request, options),
  };
}

async function* talk(
  { client, request, call, answer, failure }: Talk<OpenAI>,
  wire: ChatWire,
): AsyncGenerator<ModelEvent> {
  const { params, stream } = paramsOf(request, wire);
  if (stream) {
    const sent = client.chat.completions.create(
      { ...params, stream, stream_options: { include_usage: true } },
      call,
    );
    yield* readStream({ ...(await sent.withResponse()), answer, failure });
  } else {
    const sent = client.chat.completions.create({ ...params, stream }, call);
    yield* readWhole({ ...(await sent.withResponse()), answer });
  }
}

function paramsOf(request: ModelRequest, wire: ChatWire): { params: Params; stream: boolean } {
  const { params, stream } = mapSettings(request.config, wire);
  const messages = openaiMessages(request.messages);
  const tools = request.tools?.map((tool) => ({
    type: 'function' as const,
    function: {
      name: tool.name,
      description: tool.description,
      parameters: tool.inputSchema,
      strict: tool.strict,
    },
  }));
  return {
    params: {
      response_format: openaiResponseFormat(request, wire),
      ...params,
      model: request.model,
      messages,
      ...(tools?.length ? { tools } : {}),
    },
    stream,
  };
}

interface Reading {
  readonly data: unknown;
  readonly request_id: string | null;
  readonly answer: AnswerBuilder;
}

async function* readStream({
  data,
  request_id,
  answer,
  failure,
}: Reading & { data: AsyncIterable<unknown>; failure: FailureContext }): AsyncGenerator<ModelEvent> {
  let chunks = 0;
  for await (const raw of data) {
    chunks++;
    const chunk = openaiChunk.parse(raw);
    answer.identify({ model: chunk.model, requestId: request_id ?? chunk.id });
    if (chunk.usage) answer.usage(openaiUsage(chunk.usage, chunk.service_tier));
    const choice = chunk.choices?.[0];
    answer.logProbs(choice?.logprobs ?? []);
    if (choice?.delta) yield* take(choice.delta, answer);
    if (choice?.finish_reason) answer.finish(openaiFinish(choice.finish_reason));
  }
  // The SDK ends an aborted stream as if it were complete.
  if (!answer.finished) throw chunks === 0 && !failure.scope.ended ? malformed(failure) : cutStream(failure);
}

function* readWhole({ data, request_id, answer }: Reading): Generator<ModelEvent> {
  const completion = openaiCompletion.parse(data);
  answer.identify({ model: completion.model, requestId: request_id ?? completion.id });
  if (completion.usage) answer.usage(openaiUsage(completion.usage, completion.service_tier));
  for (const { message, finish_reason, logprobs } of completion.choices.slice(0, 1)) {
    answer.logProbs(logprobs ?? []);
    yield* take(message, answer);
    answer.finish(openaiFinish(finish_reason ?? 'stop'));
  }
}

function* take(
  { content, refusal, tool_calls, reasoning_content, reasoning }: OpenaiSaid,
  answer: AnswerBuilder,
): Generator<ModelEvent> {
  answer.reasoning(reasoning_content || reasoning || '');
  const text = content || refusal;
  if (text) {
    answer.text(text);
    yield { type: 'text', text };
  }
  for (const call of tool_calls ?? []) {
    answer.toolCall({ index: call.index, id: call.id, ...call.function });
  }
}
