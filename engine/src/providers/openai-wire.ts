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
    .object({
      cached_tokens: count.nullish(),
      cache_write_tokens: count.nullish(),
      audio_tokens: count.nullish(),
    })
    .nullish(),
  completion_tokens_details: z
    .object({ reasoning_tokens: count.nullish(), audio_tokens: count.nullish() })
    .nullish(),
});

const toolCall = z.object({
  index: z.number().optional(),
  id: z.string().nullish(),
  function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
});

const said = z.object({
  content: z.string().nullish(),
  refusal: z.string().nullish(),
  /** OpenAI's own models keep it to themselves; other servers have these two names for it. */
  reasoning_content: z.string().nullish().catch(undefined),
  reasoning: z.string().nullish().catch(undefined),
  tool_calls: z.array(toolCall).nullish(),
});
export type OpenaiSaid = z.infer<typeof said>;

const logprobs = z
  .object({ content: z.array(z.object({ logprob: z.number() })).nullish() })
  .transform(({ content }) => (content ?? []).map(({ logprob }) => logprob))
  .nullish()
  .catch(undefined);

const envelope = {
  id: z.string().nullish(),
  model: z.string().nullish(),
  usage: usage.nullish(),
  service_tier: z.string().nullish(),
};

export const openaiChunk = z.object({
  ...envelope,
  choices: z
    .array(z.object({ delta: said.nullish(), finish_reason: z.string().nullish(), logprobs }))
    .nullish(),
});

export const openaiCompletion = z.object({
  ...envelope,
  choices: z.array(z.object({ message: said, finish_reason: z.string().nullish(), logprobs })).min(1),
});

/** `tier` is the answer's `service_tier`. */
export function openaiUsage(
  { prompt_tokens, completion_tokens, ...details }: z.infer<typeof usage>,
  tier: string | null | undefined,
): Omit<TokenUsage, 'estimated'> {
  const { prompt_tokens_details: input, completion_tokens_details: output } = details;
  return {
    inputTokens: prompt_tokens,
    outputTokens: completion_tokens,
    cachedInputTokens: input?.cached_tokens ?? undefined,
    cacheWriteInputTokens: input?.cache_write_tokens ?? undefined,
    audioInputTokens: input?.audio_tokens ?? undefined,
    reasoningTokens: output?.reasoning_tokens ?? undefined,
    audioOutputTokens: output?.audio_tokens ?? undefined,
    tier: specialTier(tier),
  };
}

/** What OpenAI charges its usual prices for goes without a name. */
export function specialTier(tier: string | null | undefined): string | undefined {
  return tier && tier !== 'default' && tier !== 'auto' ? tier : undefined;
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
