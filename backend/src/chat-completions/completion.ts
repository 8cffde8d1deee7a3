import type { TokenUsage } from '@prompthub/engine';
import type { ExecutionResult } from '@prompthub/protocol';

/** Answers as OpenAI writes them (platform.openai.com, API reference, "The chat completion object" and its chunk). */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

export interface ChatToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface ChatUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly audio_tokens: number };
  readonly completion_tokens_details: {
    readonly reasoning_tokens: number;
    readonly audio_tokens: number;
    readonly accepted_prediction_tokens: number;
    readonly rejected_prediction_tokens: number;
  };
}

export interface ChatCompletion {
  readonly id: string;
  readonly object: 'chat.completion';
  /** Seconds since 1970. */
  readonly created: number;
  readonly model: string;
  readonly choices: {
    readonly index: number;
    readonly message: {
      readonly role: 'assistant';
      readonly content: string | null;
      readonly refusal: null;
      readonly tool_calls?: ChatToolCall[];
    };
    readonly logprobs: null;
    readonly finish_reason: FinishReason;
  }[];
  readonly usage: ChatUsage;
}

/** What all that is said of one call has in common; `id` is the execution's. */
export interface CompletionHead {
  readonly id: string;
  readonly created: number;
  /** The prompt, as it was asked for. */
  readonly model: string;
}

export function toCompletion(head: CompletionHead, result: ExecutionResult): ChatCompletion {
  const { text, toolCalls } = result;
  return {
    id: completionId(head.id),
    object: 'chat.completion',
    created: head.created,
    model: head.model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && toolCalls.length > 0 ? null : text,
          refusal: null,
          ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(toToolCall) }),
        },
        logprobs: null,
        finish_reason: finishReasonOf(result),
      },
    ],
    usage: toUsage(result.usage),
  };
}

export function completionId(executionId: string): string {
  return `chatcmpl-${executionId}`;
}

export function toToolCall({
  id,
  name,
  arguments: text,
}: ExecutionResult['toolCalls'][number]): ChatToolCall {
  return { id, type: 'function', function: { name, arguments: text } };
}

export function finishReasonOf({ finishReason }: Pick<ExecutionResult, 'finishReason'>): FinishReason {
  if (finishReason === 'tool-calls') return 'tool_calls';
  if (finishReason === 'content-filter') return 'content_filter';
  return finishReason === 'length' ? 'length' : 'stop';
}

export function toUsage(usage: TokenUsage): ChatUsage {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cachedInputTokens ?? 0,
      audio_tokens: usage.audioInputTokens ?? 0,
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens ?? 0,
      audio_tokens: usage.audioOutputTokens ?? 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
