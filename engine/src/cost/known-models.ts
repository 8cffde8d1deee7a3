import type { ModelInfo } from '@prompthub/core';
import { PRICES } from './price-table';

/**
 * The most tokens of one answer, from the providers' model pages (OpenAI, "Models"; Anthropic, "Models overview"). What is
 * not here is not known for certain.
 */
const MAX_OUTPUT_TOKENS: Readonly<Record<string, number>> = {
  'gpt-3.5-turbo': 4_096,
  'gpt-4-turbo': 4_096,
  'gpt-4o': 16_384,
  'gpt-4o-mini': 16_384,
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

/** The models that have a price, newest first, and the one that needs no provider. */
export const KNOWN_MODELS: readonly ModelInfo[] = knownModels();

function knownModels(): ModelInfo[] {
  const newestFirst = [...PRICES].sort((left, right) => (left.from < right.from ? 1 : -1));
  const priced = newestFirst.flatMap(({ provider, models }) =>
    models.map((id): ModelInfo => {
      const maxOutputTokens = MAX_OUTPUT_TOKENS[id];
      return { id, provider, ...(maxOutputTokens !== undefined && { maxOutputTokens }) };
    }),
  );
  const all = [...priced, { id: 'echo', provider: 'echo' }];
  return [...new Map(all.map((model) => [`${model.provider}/${model.id}`, model])).values()];
}
