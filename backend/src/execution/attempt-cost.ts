import { costOf, type ProviderError, type TokenUsage } from '@prompthub/engine';

/** What an attempt came to. */
export interface AttemptCost {
  readonly usage: TokenUsage | undefined;
  /** US dollars; undefined where nobody knows: the model has no price, or nobody can say what was used. */
  readonly costUsd: number | undefined;
}

const NOTHING: AttemptCost = { usage: undefined, costUsd: 0 };

/**
 * What an attempt that failed came to. Nothing, when nobody was asked, or when an error was the whole answer; what is known to be
 * used; else it is unknown: a question that was sent may have been answered, and paid for, where nobody saw it.
 */
export function costOfFailure(
  model: string,
  { used, status, begun, code, unreached }: ProviderError,
): AttemptCost {
  if (used !== undefined) {
    const cost = costOf(model, used);
    return { usage: used, costUsd: 'costUsd' in cost ? cost.costUsd : undefined };
  }
  const refused = status !== undefined && status >= 300 && !begun;
  return refused || unreached || NEVER_SENT.has(code) ? NOTHING : { usage: undefined, costUsd: undefined };
}

/** Failures before anything left the hub. */
const NEVER_SENT: ReadonlySet<ProviderError['code']> = new Set([
  'circuit-open',
  'busy',
  'missing-credentials',
  'refused',
  'unknown-provider',
  'unsupported',
]);
