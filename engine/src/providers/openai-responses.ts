import type { OpenAI } from 'openai' with { 'resolution-mode': 'import' };
import type { AnswerBuilder } from './answer-builder';
import type { Talk } from './conversation';
import { mapSettings, type Wire } from './model-settings';
import { nestedParams } from './nested-params';
import { openaiResponseFormat } from './openai-response-format';
import { ProviderError, type ModelEvent, type ModelRequest } from './provider';
import { cutStream, malformed, type FailureContext } from './provider-failure';
import { responsesInput } from './responses-input';
import {
  responsesAnswer,
  responsesEvent,
  responsesFinish,
  responsesUsage,
  type ResponsesAnswer,
  type ResponsesItem,
} from './responses-wire';

type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming;

/** Models that OpenAI serves by responses only, as their pages say. */
const RESPONSES_ONLY = /^(o\d(-mini)?-(pro|deep-research)|gpt-5(\.\d)?-(pro|codex)|codex-mini|computer-use)/;

/**
 * Whether a request goes to the responses: `config.api` says so, or OpenAI's model answers nowhere else. Throws ProviderError
 * `unsupported` for Azure, whose deployments do not have them at their address.
 */
export function wantsResponses({ model, config }: ModelRequest, wire: Wire): boolean {
  const wanted = config['api'] === undefined ? undefined : config['api'] === 'responses';
  if (wanted && wire === 'azure') {
    throw new ProviderError(
      'unsupported',
      'Deployments of Azure answer chat completions only. Remove "api: responses" from the prompt\'s config.',
    );
  }
  return wanted ?? (wire === 'openai' && RESPONSES_ONLY.test(model));
}

/** One call to OpenAI's responses. Nothing is left at the provider: `store` is off unless the prompt turns it on. */
export async function* talkResponses({
  client,
  request,
  call,
  answer,
  failure,
}: Talk<OpenAI>): AsyncGenerator<ModelEvent> {
  const { params, stream } = paramsOf(request);
  if (stream) {
    const { data, request_id } = await client.responses.create({ ...params, stream }, call).withResponse();
    answer.identify({ requestId: request_id });
    yield* readStream(data, answer, failure);
  } else {
    const { data, request_id } = await client.responses.create(params, call).withResponse();
    answer.identify({ requestId: request_id });
    yield* readWhole(responsesAnswer.parse(data), answer);
  }
}

function paramsOf(request: ModelRequest): { params: Params; stream: boolean } {
  const { params, stream } = mapSettings(request.config, 'responses');
  const format = flat(params['text.format'] ?? openaiResponseFormat(request, 'openai'));
  const tools = request.tools?.map((tool) => ({
    type: 'function' as const,
    name: tool.name,
    description: tool.description,
    parameters: { ...tool.inputSchema },
    strict: tool.strict ?? false,
  }));
  return {
    params: {
      store: false,
      ...nestedParams({ ...params, ...(format === undefined ? {} : { 'text.format': format }) }),
      model: request.model,
      input: responsesInput(request.messages),
      ...(tools?.length ? { tools } : {}),
    },
    stream,
  };
}

/** Chat completions have the parts of a JSON schema one level deeper. */
function flat(format: unknown): unknown {
  if (typeof format !== 'object' || format === null || !('json_schema' in format)) return format;
  const { json_schema, ...rest } = format;
  return { ...rest, ...(json_schema as object) };
}

async function* readStream(
  events: AsyncIterable<unknown>,
  answer: AnswerBuilder,
  failure: FailureContext,
): AsyncGenerator<ModelEvent> {
  let count = 0;
  for await (const raw of events) {
    count++;
    const { type, output_index: index, delta, item, response } = responsesEvent.parse(raw);
    answer.identify({ model: response?.model, requestId: response?.id });
    if (type === 'response.output_item.added' && item?.type === 'function_call') begin(item, index, answer);
    if (typeof delta === 'string') yield* take(type, { delta, index }, answer);
    if (response && /^response\.(completed|incomplete|failed)$/.test(type)) conclude(response, answer);
  }
  // The SDK ends an aborted stream as if it were complete.
  if (!answer.finished) throw count === 0 && !failure.scope.ended ? malformed(failure) : cutStream(failure);
}

function* take(
  type: string,
  { delta, index }: { delta: string; index: number | undefined },
  answer: AnswerBuilder,
): Generator<ModelEvent> {
  if (type === 'response.function_call_arguments.delta') answer.toolCall({ index, arguments: delta });
  if (/^response\.reasoning(_summary)?_text\.delta$/.test(type)) answer.reasoning(delta);
  if (type !== 'response.output_text.delta' && type !== 'response.refusal.delta') return;
  answer.text(delta);
  yield { type: 'text', text: delta };
}

function* readWhole(response: ResponsesAnswer, answer: AnswerBuilder): Generator<ModelEvent> {
  answer.identify({ model: response.model, requestId: response.id });
  for (const [index, item] of (response.output ?? []).entries()) {
    if (item.type === 'function_call') {
      begin(item, index, answer);
      answer.toolCall({ index, arguments: item.arguments });
    }
    for (const { text } of (item.type === 'reasoning' && item.summary) || []) answer.reasoning(text ?? '');
    for (const { text, refusal } of (item.type === 'message' && item.content) || []) {
      const said = text || refusal;
      if (!said) continue;
      answer.text(said);
      yield { type: 'text', text: said };
    }
  }
  conclude(response, answer);
}

function begin({ call_id, name }: ResponsesItem, index: number | undefined, answer: AnswerBuilder): void {
  answer.toolCall({ index, id: call_id, name });
}

/** Throws what the SDK would for an error frame when the response has failed. */
function conclude(response: ResponsesAnswer, answer: AnswerBuilder): void {
  const usage = responsesUsage(response);
  if (usage) answer.usage(usage);
  if (response.status === 'failed') {
    throw Object.assign(new Error('The response failed.'), {
      error: response.error ?? { code: 'server_error' },
    });
  }
  answer.finish(responsesFinish(response));
}
