import { renderWithSourceMap, RenderError, type MessageMap } from '@prompthub/core';
import { stampOf } from '../checks';
import type { Context, Engine } from '../context';
import type { PromptDocument } from '../documents';
import { countPrompt, estimatePrompt, type PromptTokens } from '../tokens/count-prompt';

/** A prompt that is being counted. */
export interface Counting {
  /** Where each message begins. */
  readonly places: readonly number[];
  readonly model: string | undefined;
  readonly estimate: PromptTokens;
  /** Undefined where only estimates are to be had. */
  readonly exact: Promise<PromptTokens | undefined>;
  /** The client will be told when the exact counts are there. */
  isAwaited: boolean;
}

const kept = new WeakMap<PromptDocument, { key: string; counting: Promise<Counting | undefined> }>();

/** The tokens of a prompt with these values; undefined when it does not render. The last answer is kept for each version. */
export function countingOf(
  context: Context,
  document: PromptDocument,
  input: Readonly<Record<string, unknown>>,
): Promise<Counting | undefined> {
  const key = `${stampOf(context, document)} ${JSON.stringify(input)}`;
  const known = kept.get(document);
  if (known?.key === key) return known.counting;
  const counting = startCounting(context, document, input);
  kept.set(document, { key, counting });
  counting.catch(() => undefined);
  return counting;
}

async function startCounting(
  context: Context,
  document: PromptDocument,
  input: Readonly<Record<string, unknown>>,
): Promise<Counting | undefined> {
  const engine = await context.loadEngine().catch((): Engine | undefined => undefined);
  if (!engine) return undefined;
  const partials = context.workspace.partials(document.uri) ?? {};
  try {
    const { prompt, map } = await renderWithSourceMap(document.tree, { input: { ...input } }, { partials });
    const estimate = estimatePrompt(engine, prompt);
    return {
      places: prompt.messages.map((_message, index) => placeOf(document, map.messages[index])),
      model: typeof prompt.model === 'string' ? prompt.model : undefined,
      estimate,
      exact: countPrompt({ context, engine, topic: `hints of ${document.key}` }, prompt, estimate),
      isAwaited: false,
    };
  } catch (error) {
    if (error instanceof RenderError) return undefined;
    throw error;
  }
}

/** Behind the tag that begins a message, or the partial that has it; else where the template begins. */
function placeOf({ tree }: PromptDocument, map: MessageMap | undefined): number {
  const begin = map?.begin;
  if (!begin || begin.kind === 'history') return tree.templateRange.start;
  const [caller] = begin.callers;
  return (begin.partial === undefined ? begin : caller)?.range.end ?? tree.templateRange.start;
}
