import { textOfPart } from '../providers/message-text';
import { ProviderError, type ProviderContext } from '../providers/provider';
import { createProvider } from '../providers/provider-registry';
import { embeddingCost } from '../cost/embedding-cost';
import type { Question, RunOutcome } from './run-prompt';

/** What else than an answer is asked of a model: vectors of the messages' texts, or what moderation says of the first. */
export type ModelTask = 'vectors' | 'moderation';

/** Enough for comparisons, and a third of the room in recordings. */
const DIGITS = 7;

/**
 * Asks for something else than an answer; its JSON is the outcome's text, so that it can be counted and remembered like one. Rejects with
 * ProviderError.
 */
export async function askTask({
  rendered,
  task,
  ...question
}: Question & { readonly task: ModelTask }): Promise<RunOutcome> {
  const texts = rendered.messages.map(({ content }) => content.map(textOfPart).join(''));
  const started = performance.now();
  const done = await (task === 'vectors' ? vectors : moderation)(texts, question);
  const usage = { outputTokens: 0, ...done.usage };
  return {
    rendered,
    model: done.asked,
    text: done.text,
    answer: { text: done.text, toolCalls: [], finishReason: 'stop', usage, model: done.model },
    usage,
    costUsd: done.costUsd,
    latencyMs: performance.now() - started,
    timeToFirstTokenMs: undefined,
  };
}

type Asking = Pick<Question, 'model' | 'signal' | 'timeoutMs'> & { readonly context: ProviderContext };

interface Done {
  readonly asked: string;
  readonly text: string;
  readonly model: string;
  readonly usage: { readonly inputTokens: number; readonly estimated: boolean };
  readonly costUsd: number | undefined;
}

async function vectors(
  texts: readonly string[],
  { model: named = '', context, ...call }: Asking,
): Promise<Done> {
  const { provider, model } = createProvider(named, context);
  if (!provider.embed) throw lacks(provider.id, 'embeddings');
  const answer = await provider.embed({ model, texts }, call);
  const asked = `${provider.id}/${model}`;
  const cost = embeddingCost(asked, answer.usage.inputTokens);
  const rounded = answer.vectors.map((vector) => vector.map((value) => Number(value.toPrecision(DIGITS))));
  return {
    ...{ asked, usage: answer.usage, model: answer.model },
    text: JSON.stringify(rounded),
    costUsd: 'costUsd' in cost ? cost.costUsd : undefined,
  };
}

async function moderation(
  [text = '']: readonly string[],
  { model: named = '', context, ...call }: Asking,
): Promise<Done> {
  const { provider, model } = createProvider(named, context);
  if (!provider.moderate) throw lacks(provider.id, 'moderation');
  const answer = await provider.moderate({ model, text }, call);
  const usage = { inputTokens: 0, estimated: false };
  return { asked: `${provider.id}/${model}`, text: JSON.stringify(answer), model, usage, costUsd: 0 };
}

function lacks(provider: string, what: string): ProviderError {
  return new ProviderError(
    'unsupported',
    `The provider "${provider}" has no ${what} here. Name a model of another provider.`,
  );
}
