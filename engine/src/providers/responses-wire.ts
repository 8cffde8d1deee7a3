import { z } from 'zod';
import { specialTier } from './openai-wire';
import type { FinishReason, TokenUsage } from './provider';

/** What is read of OpenAI's responses (developers.openai.com, API reference, "Responses" and "Streaming events"). */
const count = z.number().nonnegative();

const usage = z.object({
  input_tokens: count,
  output_tokens: count,
  input_tokens_details: z
    .object({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
    .nullish(),
  output_tokens_details: z.object({ reasoning_tokens: count.nullish() }).nullish(),
});

const part = z.object({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() });

const item = z.object({
  type: z.string(),
  call_id: z.string().nullish(),
  name: z.string().nullish(),
  arguments: z.string().nullish(),
  content: z.array(part).nullish(),
  summary: z.array(part).nullish(),
});
export type ResponsesItem = z.infer<typeof item>;

export const responsesAnswer = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  status: z.string().nullish(),
  output: z.array(item).nullish(),
  usage: usage.nullish(),
  service_tier: z.string().nullish(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});
export type ResponsesAnswer = z.infer<typeof responsesAnswer>;

/** The events of a stream; those of other kinds are passed over. */
export const responsesEvent = z.object({
  type: z.string(),
  output_index: z.number().optional(),
  delta: z.unknown().optional(),
  item: item.optional(),
  response: responsesAnswer.optional(),
});

export function responsesUsage(answer: ResponsesAnswer): Omit<TokenUsage, 'estimated'> | undefined {
  const { usage: reported, service_tier } = answer;
  if (!reported) return undefined;
  return {
    inputTokens: reported.input_tokens,
    outputTokens: reported.output_tokens,
    cachedInputTokens: reported.input_tokens_details?.cached_tokens ?? undefined,
    cacheWriteInputTokens: reported.input_tokens_details?.cache_write_tokens ?? undefined,
    reasoningTokens: reported.output_tokens_details?.reasoning_tokens ?? undefined,
    tier: specialTier(service_tier),
  };
}

export function responsesFinish({ status, incomplete_details, output }: ResponsesAnswer): FinishReason {
  if (status === 'incomplete') {
    if (incomplete_details?.reason === 'content_filter') return 'content-filter';
    return incomplete_details?.reason === 'max_output_tokens' ? 'length' : 'other';
  }
  return output?.some(({ type }) => type === 'function_call') ? 'tool-calls' : 'stop';
}
