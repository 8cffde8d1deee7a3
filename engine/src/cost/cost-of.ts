import { inferProvider } from '../providers/model-name';
import type { TokenUsage } from '../providers/provider';
import { PRICES, type Price } from './price-table';

/** US dollars, or the plain statement that nobody here knows the price. */
export type Cost = { readonly costUsd: number } | { readonly unpriced: true };

type CountedTokens = Pick<
  TokenUsage,
  'inputTokens' | 'outputTokens' | 'cachedInputTokens' | 'cacheWriteInputTokens'
>;

/**
 * The cost of one answer of `provider/model` given at that time; the provider of well-known names may be left out.
 * `echo` costs nothing.
 */
export function costOf(model: string, usage: CountedTokens, at: Date = new Date()): Cost {
  if (/^echo(\/|$)/.test(model)) return { costUsd: 0 };
  const price = priceOf(model, at);
  return price ? { costUsd: dollars(price, usage) } : { unpriced: true };
}

/** The price of `provider/model` on that day; undefined when there is none in the table. */
export function priceOf(model: string, at: Date = new Date()): Price | undefined {
  const [provider, name] = model.includes('/') ? splitOnce(model) : [inferProvider(model), model];
  const day = at.toISOString().slice(0, 10);
  const rows = PRICES.filter((row) => row.provider === provider && row.from <= day);
  const named = (wanted: string): Price | undefined =>
    rows.filter(({ models }) => models.includes(wanted)).sort((a, b) => (a.from < b.from ? 1 : -1))[0];
  return named(name) ?? named(withoutSnapshot(name));
}

function splitOnce(model: string): [provider: string, name: string] {
  const slash = model.indexOf('/');
  return [model.slice(0, slash), model.slice(slash + 1)];
}

/** `gpt-4o-2024-08-06` → `gpt-4o`, `claude-haiku-4-5-20251001` → `claude-haiku-4-5`. */
function withoutSnapshot(name: string): string {
  return name.replace(/-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/, '');
}

function dollars(price: Price, usage: CountedTokens): number {
  const { input, output, longContext } = price;
  const {
    inputTokens,
    outputTokens,
    cachedInputTokens: cached = 0,
    cacheWriteInputTokens: written = 0,
  } = usage;
  const long = longContext !== undefined && inputTokens > longContext.above ? longContext : undefined;
  const fresh = Math.max(0, inputTokens - cached - written);
  const inputCost =
    fresh * input + cached * (price.cachedInput ?? input) + written * (price.cacheWrite ?? input);
  const total = inputCost * (long?.inputFactor ?? 1) + outputTokens * output * (long?.outputFactor ?? 1);
  return total / 1_000_000;
}
