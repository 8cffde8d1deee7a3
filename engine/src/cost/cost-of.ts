import type { TokenUsage } from '../providers/provider';
import { PRICES, type Price } from './price-table';
import { pricedName, withoutSnapshot } from './priced-name';

/** US dollars, or the plain statement that nobody here knows the price. */
export type Cost = { readonly costUsd: number } | { readonly unpriced: true };

export type CountedTokens = Omit<TokenUsage, 'estimated' | 'reasoningTokens'>;

/**
 * The cost of one answer of `provider/model` given at that time; the provider of well-known names may be left out.
 * `echo` costs nothing. Reasoning is output like any other. Unpriced also is what the table has no price for: sound of a
 * model whose sound is not in it, and calls that were served in another way than the standard one.
 */
export function costOf(model: string, usage: CountedTokens, at: Date = new Date()): Cost {
  if (isFree(model)) return { costUsd: 0 };
  const price = priceOf(model, at);
  const costUsd = price && dollars(price, usage);
  return costUsd === undefined ? { unpriced: true } : { costUsd };
}

/** `echo`, which asks nobody. */
export function isFree(model: string): boolean {
  return /^echo(\/|$)/.test(model);
}

/** The price of `provider/model` on that day; undefined when there is none in the table. */
export function priceOf(model: string, at: Date = new Date()): Price | undefined {
  const { name } = pricedName(model);
  const rows = rowsOf(model, at);
  const named = (wanted: string): Price | undefined => newestOf(rows, wanted);
  return named(name) ?? named(withoutSnapshot(name));
}

/** All prices that a call of `provider/model` may be charged on that day: its own, and those of snapshots that may answer. */
export function pricesOf(model: string, at: Date): readonly Price[] {
  const rows = rowsOf(model, at);
  const { name } = pricedName(model);
  const snapshots = rows.flatMap(({ models }) => models).filter((id) => withoutSnapshot(id) === name);
  const own = priceOf(model, at);
  const others = snapshots.flatMap((id) => newestOf(rows, id) ?? []);
  return own ? [own, ...others] : [];
}

function rowsOf(model: string, at: Date): readonly Price[] {
  const { provider } = pricedName(model);
  const day = at.toISOString().slice(0, 10);
  return PRICES.filter((row) => row.provider === provider && row.from <= day);
}

function newestOf(rows: readonly Price[], name: string): Price | undefined {
  return rows.filter(({ models }) => models.includes(name)).sort((a, b) => (a.from < b.from ? 1 : -1))[0];
}

/** Undefined when a kind of tokens has no price, or the tier has its own. */
function dollars(price: Price, usage: CountedTokens): number | undefined {
  const { inputTokens, outputTokens, tier, webSearches = 0 } = usage;
  const { cachedInputTokens: cached = 0, cacheWriteInputTokens: written = 0 } = usage;
  const {
    longCacheWriteInputTokens: kept = 0,
    audioInputTokens: heard = 0,
    audioOutputTokens: spoken = 0,
  } = usage;
  const { input, output, cachedInput = input, cacheWrite = input, longContext } = price;
  const lacking =
    (heard > 0 && price.audioInput === undefined) ||
    (spoken > 0 && price.audioOutput === undefined) ||
    (kept > 0 && price.longCacheWrite === undefined) ||
    (webSearches > 0 && price.webSearch === undefined);
  if (lacking || tier !== undefined) return undefined;
  const long = longContext !== undefined && inputTokens > longContext.above ? longContext : undefined;
  const fresh = Math.max(0, inputTokens - cached - written - heard);
  const inputCost =
    fresh * input +
    cached * cachedInput +
    (written - kept) * cacheWrite +
    kept * (price.longCacheWrite ?? 0) +
    heard * (price.audioInput ?? 0);
  const outputCost = Math.max(0, outputTokens - spoken) * output + spoken * (price.audioOutput ?? 0);
  const total = inputCost * (long?.inputFactor ?? 1) + outputCost * (long?.outputFactor ?? 1);
  return total / 1_000_000 + webSearches * (price.webSearch ?? 0);
}
