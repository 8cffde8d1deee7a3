import { estimateTokens } from '../cost/estimate-tokens';
import { estimateRequestTokens } from '../cost/estimate-request-tokens';
import {
  ProviderError,
  type FinishReason,
  type ModelAnswer,
  type ModelRequest,
  type TokenUsage,
  type ToolCall,
} from './provider';

/** No model writes this much; a server that does is broken or hostile. UTF-16 units. */
const MAX_ANSWER_LENGTH = 16_000_000;

export interface ToolCallFragment {
  /** Place in the answer; fragments of one call share it. Absent: a new id starts a new call. */
  readonly index?: number;
  readonly id?: string | null;
  readonly name?: string | null;
  readonly arguments?: string | null;
}

type ReportedUsage = Omit<TokenUsage, 'estimated'>;

/** Puts an answer together from the pieces in which it arrives. */
export class AnswerBuilder {
  readonly #request: ModelRequest;
  readonly #text: string[] = [];
  readonly #reasoning: string[] = [];
  readonly #calls = new Map<number, { id: string; name: string; arguments: string }>();
  readonly #logProbs: number[] = [];
  #lastCall = -1;
  #length = 0;
  #usage: ReportedUsage | undefined;
  #finish: FinishReason | undefined;
  #model: string | undefined;
  #requestId: string | undefined;

  constructor(request: ModelRequest) {
    this.#request = request;
  }

  get finished(): boolean {
    return this.#finish !== undefined;
  }

  /** True from the first token on, whether it was shown (text) or not (a tool's arguments). */
  get begun(): boolean {
    return this.#length > 0 || this.#calls.size > 0;
  }

  /** What an answer that does not come to its end has used so far. */
  get used(): TokenUsage | undefined {
    if (!this.begun && !this.#usage) return undefined;
    const written = this.#estimate();
    const outputTokens = Math.max(this.#usage?.outputTokens ?? 0, written.outputTokens);
    return { ...written, ...this.#usage, outputTokens, estimated: true };
  }

  text(text: string): void {
    this.#grow(text.length);
    this.#text.push(text);
  }

  /** What the model says of its thinking, which is no part of the answer. */
  reasoning(text: string): void {
    this.#grow(text.length);
    this.#reasoning.push(text);
  }

  toolCall(fragment: ToolCallFragment): void {
    const index = fragment.index ?? (fragment.id ? this.#calls.size : Math.max(this.#lastCall, 0));
    const call = this.#calls.get(index) ?? { id: '', name: '', arguments: '' };
    call.id ||= fragment.id ?? '';
    call.name ||= fragment.name ?? '';
    call.arguments += fragment.arguments ?? '';
    this.#grow(fragment.arguments?.length ?? 0);
    this.#calls.set(index, call);
    this.#lastCall = index;
  }

  logProbs(values: readonly number[]): void {
    this.#logProbs.push(...values);
  }

  usage(usage: ReportedUsage): void {
    this.#usage = usage;
  }

  finish(reason: FinishReason): void {
    this.#finish = reason;
  }

  identify({ model, requestId }: { model?: string | null; requestId?: string | null }): void {
    this.#model ||= model ?? undefined;
    this.#requestId ||= requestId ?? undefined;
  }

  build(): ModelAnswer {
    const toolCalls = [...this.#calls.entries()]
      .sort(([a], [b]) => a - b)
      .map(([index, call]): ToolCall => ({
        id: call.id || `call_${index}`,
        name: call.name,
        arguments: call.arguments || '{}',
      }));
    return {
      text: this.#text.join(''),
      reasoning: this.#reasoning.join('') || undefined,
      toolCalls,
      finishReason: this.#finish ?? 'other',
      usage: this.#usage ? { ...this.#usage, estimated: false } : this.#estimate(),
      model: this.#model ?? this.#request.model,
      requestId: this.#requestId,
      ...(this.#logProbs.length > 0 && { logProbs: this.#logProbs }),
    };
  }

  #estimate(): TokenUsage {
    const calls = [...this.#calls.values()].map((call) => call.name + call.arguments);
    const written = [...this.#text, ...this.#reasoning, ...calls].join('');
    return {
      inputTokens: estimateRequestTokens(this.#request),
      outputTokens: estimateTokens(written),
      estimated: true,
    };
  }

  #grow(length: number): void {
    this.#length += length;
    if (this.#length > MAX_ANSWER_LENGTH) {
      throw new ProviderError(
        'malformed-response',
        'The answer is larger than any model writes; stopped reading it.',
      );
    }
  }
}
