import { isFree, type Cost } from './cost-of';
import { pricedName } from './priced-name';

/**
 * US dollars for a million tokens of text that OpenAI makes vectors of, standard tier; there is nothing else to pay. Source: the
 * models' pages (developers.openai.com, "text-embedding-3-small" and its siblings), in reports dated up to July 2026, compared on
 * 23 November 2026. They have not changed since 25 January 2024.
 */
const EMBEDDING_PRICES: Readonly<Record<string, number>> = {
  'text-embedding-3-large': 0.13,
  'text-embedding-3-small': 0.02,
  'text-embedding-ada-002': 0.1,
};

/** The cost of vectors of `provider/model`; the provider of well-known names may be left out. */
export function embeddingCost(model: string, inputTokens: number): Cost {
  if (isFree(model)) return { costUsd: 0 };
  const { provider, name } = pricedName(model);
  const known = (provider ?? 'openai') === 'openai' && Object.hasOwn(EMBEDDING_PRICES, name);
  const price = known ? EMBEDDING_PRICES[name] : undefined;
  return price === undefined ? { unpriced: true } : { costUsd: (inputTokens * price) / 1_000_000 };
}
