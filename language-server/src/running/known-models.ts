import type { ModelInfo } from '@prompthub/core';
import type { Price } from '@prompthub/engine';

/** The models that have a price, newest first, and those that need no provider. */
export function modelsOf(prices: readonly Price[]): ModelInfo[] {
  const newestFirst = [...prices].sort((left, right) => (left.from < right.from ? 1 : -1));
  const named = newestFirst.flatMap(({ provider, models }) => models.map((id) => ({ id, provider })));
  const known = new Map(
    [...named, { id: 'echo', provider: 'echo' }].map((model) => [`${model.provider}/${model.id}`, model]),
  );
  return [...known.values()];
}
