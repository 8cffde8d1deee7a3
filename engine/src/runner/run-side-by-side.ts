import type { DataArgument, RenderedPrompt, RenderOptions } from '@prompthub/core';
import { ProviderError, type ProviderContext } from '../providers/provider';
import { forEachConcurrently } from './concurrency';
import { askModel, compiledOf, type PromptSource, type Question, type RunOutcome } from './run-prompt';

export type SideBySideInput = PromptSource & {
  readonly data?: DataArgument;
  readonly options?: RenderOptions;
  /** `provider/model`s; one may stand twice, to see how its answers differ. */
  readonly models: readonly string[];
  readonly context: ProviderContext;
  /** Who asks in place of the models' providers: the hub, with its own keys. */
  readonly ask?: (question: Question & { readonly model: string }) => Promise<RunOutcome>;
  /** How many are asked at a time; all when absent. */
  readonly concurrency?: number;
  /** After an abort, running answers stop and the others do not begin. */
  readonly signal?: AbortSignal;
  /** For each model, milliseconds. */
  readonly timeoutMs?: number;
  /** Text as it arrives, with the place of its model in the list. */
  readonly onText?: (text: string, index: number) => void;
  /** Told as each ends. */
  readonly onResult?: (result: SideBySideResult, index: number) => void;
};

/** What one of the models came to. */
export type SideBySideResult = { readonly model: string } & (
  { readonly outcome: RunOutcome } | { readonly error: ProviderError }
);

export interface SideBySide {
  readonly rendered: RenderedPrompt;
  /** In the order of the models. */
  readonly results: readonly SideBySideResult[];
}

/**
 * Renders a prompt once and asks several models. The failure of one is its result and does not disturb the others. Rejects
 * with RenderError, or with what is no failure of a provider.
 */
export async function runSideBySide(input: SideBySideInput): Promise<SideBySide> {
  const { models, data = {}, options, concurrency = models.length, onResult } = input;
  const rendered = (await compiledOf(input, options)).render(data);
  const results: SideBySideResult[] = [];
  await forEachConcurrently(models, concurrency, async (model, index) => {
    const result = await resultOf(model, { input, rendered, index });
    results[index] = result;
    onResult?.(result, index);
  });
  return { rendered, results };
}

interface Place {
  readonly input: SideBySideInput;
  readonly rendered: RenderedPrompt;
  readonly index: number;
}

async function resultOf(model: string, { input, rendered, index }: Place): Promise<SideBySideResult> {
  const { context, signal, timeoutMs, onText, ask = askModel } = input;
  const question = { rendered, model, context, signal, timeoutMs };
  try {
    if (signal?.aborted) throw new ProviderError('aborted', 'The run was cancelled.');
    return { model, outcome: await ask({ ...question, onText: (text) => onText?.(text, index) }) };
  } catch (error) {
    if (error instanceof ProviderError) return { model, error };
    throw error;
  }
}
