import { evaluate, type DataArgument, type Evaluation } from '@prompthub/core';
import { stampOf } from './checks';
import type { Context } from './context';
import type { PromptDocument } from './documents';

const kept = new WeakMap<PromptDocument, { key: string; evaluation: Promise<Evaluation> }>();

/**
 * The value of each expression for some input, as far as a prompt that is being typed has one; the last answer is kept
 * for each version.
 */
export function evaluateWith(
  context: Context,
  document: PromptDocument,
  input: Readonly<Record<string, unknown>>,
): Promise<Evaluation> {
  const key = `${stampOf(context, document)} ${JSON.stringify(input)}`;
  const known = kept.get(document);
  if (known?.key === key) return known.evaluation;
  const data: DataArgument = { input: { ...input } };
  const evaluation = evaluate(document.tree, data, {
    partials: context.workspace.partials(document.uri) ?? {},
  });
  kept.set(document, { key, evaluation });
  evaluation.catch(() => undefined);
  return evaluation;
}
