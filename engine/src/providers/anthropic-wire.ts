import { z } from 'zod';
import type { FinishReason, TokenUsage } from './provider';

/** What is read of Anthropic's messages API (platform.claude.com, "Messages" and "Streaming messages"). */
const count = z.number().nonnegative().nullish();

const usage = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_creation_input_tokens: count,
  cache_read_input_tokens: count,
  cache_creation: z.object({ ephemeral_1h_input_tokens: count }).nullish(),
  output_tokens_details: z.object({ thinking_tokens: count }).nullish(),
  server_tool_use: z.object({ web_search_requests: count }).nullish(),
  service_tier: z.string().nullish(),
  speed: z.string().nullish(),
  inference_geo: z.string().nullish(),
});
export type AnthropicUsage = z.infer<typeof usage>;

const block = z.object({
  type: z.string(),
  text: z.string().optional(),
  thinking: z.string().optional(),
  id: z.string().optional(),
  name: z.string().optional(),
  input: z.unknown().optional(),
});

export const anthropicMessage = z.object({
  id: z.string().nullish(),
  model: z.string().nullish(),
  content: z.array(block),
  stop_reason: z.string().nullish(),
  usage: usage.nullish(),
});

/** The events of a stream; others (`ping`, `content_block_stop`, ones to come) are passed over. */
export const anthropicEvent = z.object({
  type: z.string(),
  index: z.number().optional(),
  message: anthropicMessage.optional(),
  content_block: block.optional(),
  delta: z
    .object({
      type: z.string().optional(),
      text: z.string().optional(),
      thinking: z.string().optional(),
      partial_json: z.string().optional(),
      stop_reason: z.string().nullish(),
    })
    .optional(),
  usage: usage.nullish(),
});
export type AnthropicEvent = z.infer<typeof anthropicEvent>;

/** Anthropic counts the cached parts beside `input_tokens`; here they are part of the input. */
export function anthropicUsage(reported: AnthropicUsage): Omit<TokenUsage, 'estimated'> {
  const cached = reported.cache_read_input_tokens ?? 0;
  const written = reported.cache_creation_input_tokens ?? 0;
  return {
    inputTokens: (reported.input_tokens ?? 0) + cached + written,
    outputTokens: reported.output_tokens ?? 0,
    cachedInputTokens: cached || undefined,
    cacheWriteInputTokens: written || undefined,
    longCacheWriteInputTokens: reported.cache_creation?.ephemeral_1h_input_tokens || undefined,
    reasoningTokens: reported.output_tokens_details?.thinking_tokens ?? undefined,
    webSearches: reported.server_tool_use?.web_search_requests || undefined,
    tier:
      [reported.service_tier, reported.speed, reported.inference_geo].find(
        (word) => word && !USUAL.includes(word),
      ) ?? undefined,
  };
}

/** Served as the price list has it: `not_available` is the region of models that know none. */
const USUAL = ['standard', 'global', 'not_available'];

const FINISH: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool-calls',
  refusal: 'content-filter',
};

export function anthropicFinish(reason: string): FinishReason {
  return FINISH[reason] ?? 'other';
}
