import type { RenderedPrompt } from '@prompthub/core';
import type { PreviewCost, PreviewResult } from '@prompthub/protocol';
import type { Engine } from '../context';
import type { PromptTokens } from '../tokens/count-prompt';

/** What a prompt's own model is compared with: a small and a middling one of each provider that has prices. */
export const COMPARED_MODELS = [
  'openai/gpt-6-luna',
  'openai/gpt-6.1-terra',
  'anthropic/claude-haiku-5-5',
  'anthropic/claude-sonnet-5-5',
] as const;

/** The tokens of a prompt, and what they cost as input of a few models, with what the chat format adds. */
export function estimateOf(
  engine: Engine,
  { model }: RenderedPrompt,
  { messages, total }: PromptTokens,
): NonNullable<PreviewResult['estimate']> {
  const inputTokens = total.tokens + engine.chatFormatTokens(messages.length);
  const cost = (name: string, own: boolean): PreviewCost => {
    const found = engine.costOf(name, { inputTokens, outputTokens: 0 });
    return { model: name, own, ...('costUsd' in found && { costUsd: found.costUsd }) };
  };
  const others = COMPARED_MODELS.filter((name) => name !== model);
  return {
    tokens: total.tokens,
    exact: total.isExact,
    costs: [
      ...(typeof model === 'string' ? [cost(model, true)] : []),
      ...others.map((name) => cost(name, false)),
    ],
  };
}
