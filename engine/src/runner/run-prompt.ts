import {
  compile,
  type CompiledPrompt,
  type DataArgument,
  type PromptTree,
  type RenderedPrompt,
  type RenderOptions,
} from '@prompthub/core';
import { costOfAnswer } from '../cost/cost-of-answer';
import type { AnswerTrace } from '../traces/answer-trace';
import type { Span } from '../traces/span';
import {
  ProviderError,
  type ModelAnswer,
  type ProviderContext,
  type TokenUsage,
} from '../providers/provider';
import { createProvider } from '../providers/provider-registry';
import { askTask, type ModelTask } from './ask-task';

/** A prompt as text, parsed, or made ready; the later, the less work for each run. */
export type PromptSource =
  { readonly source: string } | { readonly tree: PromptTree } | { readonly compiled: CompiledPrompt };

export type RunPromptInput = PromptSource & {
  readonly data?: DataArgument;
  /** Partials, schemas, tools, helpers. */
  readonly options?: RenderOptions;
  /** `provider/model` in place of the prompt's own. */
  readonly model?: string;
  readonly context: ProviderContext;
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
  /** Gets the text as it arrives. */
  readonly onText?: (text: string) => void;
};

export interface RunOutcome {
  readonly rendered: RenderedPrompt;
  /** `provider/model` that was asked. */
  readonly model: string;
  readonly text: string;
  readonly answer: ModelAnswer;
  readonly usage: TokenUsage;
  /** US dollars; undefined when the model has no known price. */
  readonly costUsd: number | undefined;
  /** From the question to the end of the answer, milliseconds. */
  readonly latencyMs: number;
  /** Undefined when the answer had no text. Milliseconds. */
  readonly timeToFirstTokenMs: number | undefined;
  /** It was not asked now, but is remembered from another time. */
  readonly recorded?: boolean;
  /** What was done for it, where a trace was wanted. */
  readonly spans?: readonly Span[];
}

/** Renders a prompt, asks its model and counts what it took. Rejects with RenderError or ProviderError. */
export async function runPrompt(input: RunPromptInput): Promise<RunOutcome> {
  const { data = {}, options, model, context, signal, timeoutMs, onText } = input;
  const rendered = (await compiledOf(input, options)).render(data);
  return askModel({ rendered, model, context, signal, timeoutMs, onText });
}

/** The prompt made ready to be rendered. Rejects with RenderError. */
export async function compiledOf(prompt: PromptSource, options?: RenderOptions): Promise<CompiledPrompt> {
  if ('compiled' in prompt) return prompt.compiled;
  return compile('tree' in prompt ? prompt.tree : prompt.source, options);
}

export type Question = Pick<RunPromptInput, 'model' | 'context' | 'signal' | 'timeoutMs' | 'onText'> & {
  readonly rendered: RenderedPrompt;
  /** What is wanted in place of an answer. */
  readonly task?: ModelTask;
  /** Of the answer, where that is wanted: kept by who asks, for all requests that it takes. */
  readonly trace?: AnswerTrace;
  /** Of this one request. */
  readonly traceparent?: string;
};

/** Asks the model of a prompt that is rendered already. Rejects with ProviderError. */
export async function askModel(question: Question): Promise<RunOutcome> {
  if (question.task) return askTask({ ...question, task: question.task });
  const { rendered, context, signal, timeoutMs, onText, traceparent } = question;
  const { provider, model } = createProvider(question.model ?? rendered.model ?? '', context);
  const request = {
    model,
    messages: rendered.messages,
    config: rendered.config ?? {},
    tools: rendered.toolDefs,
    output: rendered.output,
  };
  const started = performance.now();
  let firstText: number | undefined;
  for await (const event of provider.stream(request, { signal, timeoutMs, traceparent })) {
    if (event.type === 'text') {
      firstText ??= performance.now();
      onText?.(event.text);
      continue;
    }
    const { answer } = event;
    const asked = `${provider.id}/${model}`;
    const cost = costOfAnswer(asked, answer);
    return {
      rendered,
      model: asked,
      text: answer.text,
      answer,
      usage: answer.usage,
      costUsd: 'costUsd' in cost ? cost.costUsd : undefined,
      latencyMs: performance.now() - started,
      timeToFirstTokenMs: firstText === undefined ? undefined : firstText - started,
    };
  }
  throw new ProviderError('malformed-response', `${provider.id} ended its answer without saying so.`);
}
