import { DEFAULT_MAX_TOKENS } from '../providers/anthropic-limits';
import type { ModelRequest } from '../providers/provider';
import { isFree, pricesOf } from './cost-of';
import { inputBound, type InputBound } from './input-bound';
import { knownModel } from './known-models';
import { outputLimitOf } from './output-limit';
import type { Price } from './price-table';
import { pricedName } from './priced-name';

/** The most that one call can cost, or why nobody can say. */
export type WorstCase =
  | { readonly costUsd: number; readonly inputTokens: number; readonly outputTokens: number }
  | { readonly unpriced: true }
  /** Which side has no end: the input (a document of unknown length), or the output (no limit, unknown model). */
  | { readonly unbounded: 'input' | 'output' };

const STANDARD_TIERS: readonly unknown[] = ['auto', 'default', 'standard', 'standard_only'];

/** Settings that providers charge for in a way that is not in the table, and with which values they do not. */
const CHARGED_APART: ReadonlyMap<string, readonly unknown[]> = new Map([
  ['serviceTier', STANDARD_TIERS],
  ['service_tier', STANDARD_TIERS],
  // Anthropic: where and how fast the model runs, code that it runs, and tools of other servers, whose answers are input.
  ['inference_geo', ['global']],
  ['speed', ['standard']],
  ['container', []],
  ['mcp_servers', []],
  // OpenAI: searches, and a prompt that is kept there, with tools of its own.
  ['web_search_options', []],
  ['prompt', []],
]);

/**
 * What one attempt of a call to `provider/model` costs at most: what a budget reserves before the call. `costOf` of the same
 * day never gives more for an answer to this request. An output limit makes it small: see `withOutputLimit`.
 */
export function worstCaseCost(
  model: string,
  request: Omit<ModelRequest, 'model'>,
  at: Date = new Date(),
): WorstCase {
  const bound = inputBound(request);
  const inputTokens = Math.min(bound.tokens, knownModel(model)?.contextWindow ?? Infinity);
  const outputTokens = outputLimitOf(request.config) ?? defaultLimitOf(model);
  if (isFree(model)) return { costUsd: 0, inputTokens, outputTokens: outputTokens ?? inputTokens };
  const prices = pricesOf(model, at);
  if (prices.length === 0 || hasOwnPrice(request, bound, prices)) return { unpriced: true };
  if (inputTokens === Infinity) return { unbounded: 'input' };
  if (outputTokens === undefined) return { unbounded: 'output' };
  const tokens = { inputTokens, outputTokens, audioTokens: bound.audioTokens };
  // Nothing is kept in a cache for an hour unless a prompt asks for it.
  const keeps = 'cache_control' in request.config;
  return {
    costUsd: Math.max(...prices.map((price) => dearest(price, tokens, keeps))),
    inputTokens,
    outputTokens,
  };
}

/** What a provider lets its model write when nobody sets a limit. */
function defaultLimitOf(model: string): number | undefined {
  return pricedName(model).provider === 'anthropic' ? DEFAULT_MAX_TOKENS : knownModel(model)?.maxOutputTokens;
}

interface MostTokens {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly audioTokens: number;
}

/** Every token at the dearest price that it can have. */
function dearest(
  price: Price,
  { inputTokens, outputTokens, audioTokens }: MostTokens,
  keeps: boolean,
): number {
  const { longContext } = price;
  const long = longContext !== undefined && inputTokens > longContext.above ? longContext : undefined;
  const kept = keeps ? (price.longCacheWrite ?? 0) : 0;
  const inputRate = Math.max(price.input, price.cacheWrite ?? 0, kept);
  const heard = Math.min(inputTokens, audioTokens);
  const input = (inputTokens - heard) * inputRate + heard * Math.max(inputRate, price.audioInput ?? 0);
  const output = outputTokens * Math.max(price.output, price.audioOutput ?? 0);
  return (input * (long?.inputFactor ?? 1) + output * (long?.outputFactor ?? 1)) / 1_000_000;
}

function hasOwnPrice(
  { config }: Omit<ModelRequest, 'model'>,
  { audioTokens }: InputBound,
  prices: readonly Price[],
): boolean {
  const special = Object.entries(config).some(
    ([name, value]) =>
      value !== null && value !== undefined && CHARGED_APART.get(name)?.includes(value) === false,
  );
  return special || (audioTokens > 0 && prices.some(({ audioInput }) => audioInput === undefined));
}
