import type { ModelInfo } from '@prompthub/core';
import { PRICES } from './price-table';
import { pricedName, withoutSnapshot } from './priced-name';

/**
 * The most tokens of one answer, from the providers' model pages (OpenAI, "Models"; Anthropic, "Models overview"). What is
 * not here is not known for certain.
 */
const MAX_OUTPUT_TOKENS: Readonly<Record<string, number>> = {
  'gpt-3.5-turbo': 4_096,
  'gpt-4-turbo': 4_096,
  'gpt-4o': 16_384,
  'gpt-4o-mini': 16_384,
  'gpt-4o-audio-preview': 16_384,
  'gpt-4o-mini-audio-preview': 16_384,
  'gpt-4.1': 32_768,
  'gpt-4.1-mini': 32_768,
  'gpt-4.1-nano': 32_768,
  o1: 100_000,
  'o3-mini': 100_000,
  o3: 100_000,
  'o4-mini': 100_000,
  'gpt-5': 128_000,
  'gpt-5-mini': 128_000,
  'gpt-5-nano': 128_000,
  'gpt-5.1': 128_000,
  'gpt-5.2': 128_000,
  'claude-3-5-haiku': 8_192,
  'claude-opus-4': 32_000,
  'claude-opus-4-1': 32_000,
  'claude-sonnet-4': 64_000,
  'claude-sonnet-4-5': 64_000,
  'claude-haiku-4-5': 64_000,
  'claude-opus-4-5': 64_000,
};

/** Tokens that fit into a request and its answer together, from the same pages. */
const CONTEXT_WINDOW: Readonly<Record<string, number>> = {
  'gpt-3.5-turbo': 16_385,
  'gpt-4-turbo': 128_000,
  'gpt-4o': 128_000,
  'gpt-4o-mini': 128_000,
  'gpt-4o-audio-preview': 128_000,
  'gpt-4o-mini-audio-preview': 128_000,
  'gpt-4.1': 1_047_576,
  'gpt-4.1-mini': 1_047_576,
  'gpt-4.1-nano': 1_047_576,
  o1: 200_000,
  'o3-mini': 200_000,
  o3: 200_000,
  'o4-mini': 200_000,
  'gpt-5': 400_000,
  'gpt-5-mini': 400_000,
  'gpt-5-nano': 400_000,
  'gpt-5-chat': 128_000,
  'gpt-5.1': 400_000,
  'gpt-5.1-chat': 128_000,
  'gpt-5.2': 400_000,
  'claude-3-opus': 200_000,
  'claude-3-haiku': 200_000,
  'claude-3-5-sonnet': 200_000,
  'claude-3-5-haiku': 200_000,
  'claude-3-7-sonnet': 200_000,
  'claude-opus-4': 200_000,
  'claude-opus-4-1': 200_000,
  'claude-sonnet-4': 200_000,
  'claude-sonnet-4-5': 200_000,
  'claude-haiku-4-5': 200_000,
  'claude-opus-4-5': 200_000,
};

/** The models that have a price, newest first, and the one that needs no provider. */
export const KNOWN_MODELS: readonly ModelInfo[] = knownModels();

/** What is known of `provider/model`, also of a dated snapshot of it; the provider of well-known names may be left out. */
export function knownModel(model: string): ModelInfo | undefined {
  const { provider, name } = pricedName(model);
  const named = (id: string): ModelInfo | undefined =>
    KNOWN_MODELS.find((known) => known.provider === provider && known.id === id);
  return named(name) ?? named(withoutSnapshot(name));
}

function knownModels(): ModelInfo[] {
  const newestFirst = [...PRICES].sort((left, right) => (left.from < right.from ? 1 : -1));
  const priced = newestFirst.flatMap(({ provider, models }) =>
    models.map((id): ModelInfo => {
      const [contextWindow, maxOutputTokens] = [CONTEXT_WINDOW[id], MAX_OUTPUT_TOKENS[id]];
      return {
        ...{ id, provider },
        ...(contextWindow !== undefined && { contextWindow }),
        ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      };
    }),
  );
  const all = [...priced, { id: 'echo', provider: 'echo' }];
  return [...new Map(all.map((model) => [`${model.provider}/${model.id}`, model])).values()];
}
