/**
 * Prices of well-known models at their own provider, US dollars for a million tokens, standard tier.
 *
 * Sources: OpenAI's pricing page (developers.openai.com, "API pricing") and its models' pages; Anthropic's pricing page
 * (platform.claude.com, "Pricing"), both in copies and reports dated up to 6 November 2026, compared on 23 November
 * 2026. Where two reports differed, the higher price stands here; where none was firm, the model is left out and its
 * calls are flagged as unpriced. So are calls that were served in a tier of its own (batch, priority, flex, fast) or in
 * one region only; searches of OpenAI's are not told by its answers, and not covered.
 *
 * To change a price, add a row with the day from which it holds; never edit an old one, or past costs change.
 */
export interface Price {
  readonly provider: 'openai' | 'anthropic';
  /** Without the date that ends a snapshot's name, unless that snapshot has a price of its own. */
  readonly models: readonly string[];
  /** First day, ISO 8601, UTC. */
  readonly from: string;
  readonly input: number;
  /** Input read from the cache; absent: the same as `input`. */
  readonly cachedInput?: number;
  /** Input written to the cache; absent: the same as `input`. */
  readonly cacheWrite?: number;
  /** Input written to the cache for an hour; absent: has no price here. */
  readonly longCacheWrite?: number;
  /** Sound that is heard; absent: has no price here. */
  readonly audioInput?: number;
  /** With reasoning, and the arguments of tool calls. */
  readonly output: number;
  /** Sound that is spoken; absent: has no price here. */
  readonly audioOutput?: number;
  /** US dollars for one search of the provider's own; absent: has no price here. */
  readonly webSearch?: number;
  /** The whole request is dearer when its input has more tokens than `above`. */
  readonly longContext?: {
    readonly above: number;
    readonly inputFactor: number;
    readonly outputFactor: number;
  };
}

const OPENAI_LONG = { above: 272_000, inputFactor: 2, outputFactor: 1.5 };
const SONNET_LONG = { above: 200_000, inputFactor: 2, outputFactor: 1.5 };
const HAIKU_LONG = { above: 100_000, inputFactor: 5, outputFactor: 5 };

/** Anthropic's price for an hour in the cache, as a factor of `input`, and for one search. */
const ANTHROPIC_LONG_WRITE = 2;
const ANTHROPIC_SEARCH = 0.01;

const openai = (models: string, from: string, price: Omit<Price, 'provider' | 'models' | 'from'>): Price => ({
  provider: 'openai',
  models: models.split(' '),
  from,
  ...price,
});
const anthropic = (
  models: string,
  from: string,
  price: Omit<Price, 'provider' | 'models' | 'from'>,
): Price => ({
  provider: 'anthropic',
  models: models.split(' '),
  from,
  longCacheWrite: price.input * ANTHROPIC_LONG_WRITE,
  webSearch: ANTHROPIC_SEARCH,
  ...price,
});

export const PRICES: readonly Price[] = [
  openai('gpt-3.5-turbo', '2024-01-25', { input: 0.5, output: 1.5 }),
  openai('gpt-4-turbo', '2024-04-09', { input: 10, output: 30 }),
  openai('gpt-4o-2024-05-13', '2024-05-13', { input: 5, output: 15 }),
  openai('gpt-4o', '2024-10-02', { input: 2.5, cachedInput: 1.25, output: 10 }),
  openai('gpt-4o-mini', '2024-07-18', { input: 0.15, cachedInput: 0.075, output: 0.6 }),
  openai('gpt-4o-audio-preview', '2024-12-17', { input: 2.5, output: 10, audioInput: 40, audioOutput: 80 }),
  openai('gpt-4o-mini-audio-preview', '2024-12-17', {
    input: 0.15,
    output: 0.6,
    audioInput: 10,
    audioOutput: 20,
  }),
  openai('gpt-4.1', '2025-04-14', { input: 2, cachedInput: 0.5, output: 8 }),
  openai('gpt-4.1-mini', '2025-04-14', { input: 0.4, cachedInput: 0.1, output: 1.6 }),
  openai('gpt-4.1-nano', '2025-04-14', { input: 0.1, cachedInput: 0.025, output: 0.4 }),
  openai('o1', '2024-12-17', { input: 15, cachedInput: 7.5, output: 60 }),
  openai('o3-mini', '2025-01-31', { input: 1.1, cachedInput: 0.55, output: 4.4 }),
  openai('o3', '2025-04-16', { input: 10, cachedInput: 2.5, output: 40 }),
  openai('o3', '2025-06-10', { input: 2, cachedInput: 0.5, output: 8 }),
  openai('o4-mini', '2025-04-16', { input: 1.1, cachedInput: 0.275, output: 4.4 }),
  openai('gpt-5 gpt-5-chat', '2025-08-07', { input: 1.25, cachedInput: 0.125, output: 10 }),
  openai('gpt-5-mini', '2025-08-07', { input: 0.25, cachedInput: 0.025, output: 2 }),
  openai('gpt-5-nano', '2025-08-07', { input: 0.05, cachedInput: 0.005, output: 0.4 }),
  openai('gpt-5.1 gpt-5.1-chat', '2025-11-13', { input: 1.25, cachedInput: 0.125, output: 10 }),
  openai('gpt-5.2 gpt-5.2-chat', '2025-12-11', { input: 1.75, cachedInput: 0.175, output: 14 }),
  openai('gpt-5.4', '2026-03-05', { input: 2.5, cachedInput: 0.25, output: 15, longContext: OPENAI_LONG }),
  openai('gpt-5.4-mini', '2026-03-17', { input: 0.75, cachedInput: 0.075, output: 4.5 }),
  openai('gpt-5.4-nano', '2026-03-17', { input: 0.2, cachedInput: 0.02, output: 1.25 }),
  openai('gpt-5.5', '2026-04-23', { input: 5, cachedInput: 0.5, output: 30, longContext: OPENAI_LONG }),
  openai('gpt-5.6-terra', '2026-07-09', {
    input: 2.5,
    cachedInput: 0.25,
    output: 15,
    longContext: OPENAI_LONG,
  }),
  openai('gpt-5.6-terra', '2026-07-30', { input: 2, cachedInput: 0.2, output: 12, longContext: OPENAI_LONG }),
  openai('gpt-5.6-luna', '2026-07-09', { input: 1, cachedInput: 0.1, output: 6, longContext: OPENAI_LONG }),
  openai('gpt-5.6-luna', '2026-07-30', {
    input: 0.2,
    cachedInput: 0.02,
    output: 1.2,
    longContext: OPENAI_LONG,
  }),
  openai('gpt-6-astra', '2026-09-03', { input: 10, cachedInput: 1, output: 50, longContext: OPENAI_LONG }),
  openai('gpt-6-sol', '2026-09-22', {
    input: 2,
    cachedInput: 0.2,
    cacheWrite: 2.5,
    output: 10,
    longContext: OPENAI_LONG,
  }),
  openai('gpt-6-luna', '2026-09-22', {
    input: 0.1,
    cachedInput: 0.01,
    cacheWrite: 0.125,
    output: 0.5,
    longContext: OPENAI_LONG,
  }),
  openai('gpt-6.1-terra', '2026-10-26', {
    input: 1,
    cachedInput: 0.05,
    cacheWrite: 1.25,
    output: 5,
    longContext: OPENAI_LONG,
  }),

  anthropic('claude-3-opus', '2024-03-04', { input: 15, cachedInput: 1.5, cacheWrite: 18.75, output: 75 }),
  anthropic('claude-3-haiku', '2024-03-13', {
    input: 0.25,
    cachedInput: 0.03,
    cacheWrite: 0.3,
    output: 1.25,
  }),
  anthropic('claude-3-5-sonnet', '2024-06-20', { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 }),
  anthropic('claude-3-5-haiku', '2024-11-04', { input: 0.8, cachedInput: 0.08, cacheWrite: 1, output: 4 }),
  anthropic('claude-3-7-sonnet', '2025-02-24', { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 }),
  anthropic('claude-opus-4 claude-opus-4-0', '2025-05-22', {
    input: 15,
    cachedInput: 1.5,
    cacheWrite: 18.75,
    output: 75,
  }),
  anthropic('claude-opus-4-1', '2025-08-05', { input: 15, cachedInput: 1.5, cacheWrite: 18.75, output: 75 }),
  anthropic('claude-sonnet-4 claude-sonnet-4-0', '2025-05-22', {
    input: 3,
    cachedInput: 0.3,
    cacheWrite: 3.75,
    output: 15,
    longContext: SONNET_LONG,
  }),
  anthropic('claude-sonnet-4-5', '2025-09-29', {
    input: 3,
    cachedInput: 0.3,
    cacheWrite: 3.75,
    output: 15,
    longContext: SONNET_LONG,
  }),
  anthropic('claude-haiku-4-5', '2025-10-15', { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5 }),
  anthropic('claude-opus-4-5 claude-opus-4-6 claude-opus-4-7 claude-opus-4-8 claude-opus-5', '2025-11-24', {
    input: 5,
    cachedInput: 0.5,
    cacheWrite: 6.25,
    output: 25,
  }),
  anthropic('claude-sonnet-4-6', '2026-02-17', { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 }),
  anthropic('claude-fable-5 claude-mythos-5', '2026-06-01', {
    input: 10,
    cachedInput: 1,
    cacheWrite: 12.5,
    output: 50,
  }),
  anthropic('claude-fable-5-1 claude-mythos-5-1', '2026-06-01', {
    input: 10,
    cachedInput: 0.25,
    cacheWrite: 12.5,
    output: 50,
  }),
  anthropic('claude-sonnet-5 claude-sonnet-5-5', '2026-06-01', {
    input: 2,
    cachedInput: 0.2,
    cacheWrite: 2.5,
    output: 10,
  }),
  anthropic('claude-opus-5-5', '2026-09-01', { input: 4, cachedInput: 0.2, cacheWrite: 5, output: 20 }),
  anthropic('claude-haiku-5-5', '2026-09-01', {
    input: 0.1,
    cachedInput: 0.01,
    cacheWrite: 0.125,
    output: 0.5,
    longContext: HAIKU_LONG,
  }),
];
