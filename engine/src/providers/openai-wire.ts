import { z } from 'zod';
import type { FinishReason, TokenUsage } from './provider';

/**
 * What is read of OpenAI's chat completions, tolerant of what other servers leave out
 * (platform.openai.com, API reference, "Chat Completions" and "Streaming").
 */
const count = z.number().nonnegative();

const usage = z.object({
  prompt_tokens: count,
  completion_tokens: count,
  prompt_tokens_details: z
    .object({ cached_tokens: count.nullish(), cache_write_tokens: count.nullish() })
    .nullish(),
  completion_tokens_details: z.object({ reasoning_tokens: count.nullish() }).nullish(),
});

const toolCall = z.object({
  index: z.number().optional(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

const said = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  tool_calls: z.array(toolCall).nullish(),
});
export type OpenaiSaid = z.infer<typeof said>;

const envelope = { id: z.string().nullish(), model: z.string().nullish(), usage: usage.nullish() };

export const openaiChunk = z.object({
  ...envelope,
  choices: z.array(z.object({ delta: said.nullish(), finish_reason: z.string().nullish() })).nullish(),
});

export const openaiCompletion = z.object({
  ...envelope,
  choices: z.array(z.object({ message: said, finish_reason: z.string().nullish() })).min(1),
});

export function openaiUsage(reported: z.infer<typeof usage>): Omit<TokenUsage, 'estimated'> {
  return {
    inputTokens: reported.prompt_tokens,
    outputTokens: reported.completion_tokens,
    cachedInputTokens: reported.prompt_tokens_details?.cached_tokens ?? undefined,
    cacheWriteInputTokens: reported.prompt_tokens_details?.cache_write_tokens ?? undefined,
    reasoningTokens: reported.completion_tokens_details?.reasoning_tokens ?? undefined,
  };
}

const FINISH: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
};

export function openaiFinish(reason: string): FinishReason {
  return FINISH[reason] ?? 'other';
}
