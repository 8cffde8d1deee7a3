import type { ExecutionResult } from '@prompthub/protocol';
import {
  completionId,
  type CompletionHead,
  type ChatToolCall,
  type ChatUsage,
  type FinishReason,
} from './completion';
import { finishReasonOf, toToolCall, toUsage } from './completion';

export interface ChatCompletionChunk {
  readonly id: string;
  readonly object: 'chat.completion.chunk';
  readonly created: number;
  readonly model: string;
  readonly choices: {
    readonly index: number;
    readonly delta: {
      readonly role?: 'assistant';
      readonly content?: string;
      readonly tool_calls?: (ChatToolCall & { readonly index: number })[];
    };
    readonly logprobs: null;
    readonly finish_reason: FinishReason | null;
  }[];
  readonly usage?: ChatUsage | null;
}

/** One answer in pieces: `begin` once, `text` as it comes, and `end` with all that is left. */
export class CompletionChunks {
  readonly #head: CompletionHead;
  readonly #includeUsage: boolean;

  constructor(head: CompletionHead, { includeUsage }: { includeUsage: boolean }) {
    this.#head = head;
    this.#includeUsage = includeUsage;
  }

  begin(): ChatCompletionChunk {
    return this.#chunk({ role: 'assistant', content: '' });
  }

  text(text: string): ChatCompletionChunk {
    return this.#chunk({ content: text });
  }

  end(result: ExecutionResult): ChatCompletionChunk[] {
    const calls = result.toolCalls.map((call, index) =>
      this.#chunk({ tool_calls: [{ index, ...toToolCall(call) }] }),
    );
    const last = this.#chunk({}, finishReasonOf(result));
    if (!this.#includeUsage) return [...calls, last];
    return [...calls, last, { ...last, choices: [], usage: toUsage(result.usage) }];
  }

  #chunk(
    delta: ChatCompletionChunk['choices'][number]['delta'],
    finish_reason: FinishReason | null = null,
  ): ChatCompletionChunk {
    const { id, created, model } = this.#head;
    return {
      id: completionId(id),
      object: 'chat.completion.chunk',
      created,
      model,
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
      // As OpenAI does: who asked for usage finds it null until it comes.
      ...(this.#includeUsage ? { usage: null } : {}),
    };
  }
}
