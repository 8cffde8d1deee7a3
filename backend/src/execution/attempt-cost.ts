import {
  capabilitiesOf,
  type Cost,
  costOf,
  estimateRequestTokens,
  type GatewayCall,
  parseModelName,
  type ProviderError,
  type TokenUsage,
} from '@prompthub/engine';

/** What an attempt came to. */
export interface AttemptCost {
  readonly usage: TokenUsage | undefined;
  /** US dollars; undefined where nobody knows: the model has no price, or nobody can say what was used. */
  readonly costUsd: number | undefined;
  /** Tokens were used, and the model has no known price. */
  readonly unpriced?: boolean;
}

const NOTHING: AttemptCost = { usage: undefined, costUsd: 0 };
const NOBODY_KNOWS: AttemptCost = { usage: undefined, costUsd: undefined };

/** What was asked, and what was reserved for it: undefined where it has no bound. */
interface Asked {
  readonly request: GatewayCall['request'];
  readonly reservedUsd: number | undefined;
}

/**
 * What an attempt that failed came to. Nothing, when nobody was asked, or when an error was the whole answer; the question, when it
 * was stopped before a first word; else it is unknown: the model may have thought, or written on, where nobody saw it.
 */
export function costOfFailure(
  model: string,
  error: ProviderError,
  { request, reservedUsd }: Asked,
): AttemptCost {
  const { status, begun, code, unreached } = error;
  if (unreached) return NOTHING;
  const unheard = code === 'aborted' && !begun && wouldBeHeard(model, request);
  const used = error.used ?? (unheard ? questionOf(request) : undefined);
  if (used !== undefined) {
    const cost = costOf(model, used);
    if (!unheard || 'unpriced' in cost) return settledCost(cost, used, reservedUsd);
    return { usage: used, costUsd: Math.min(cost.costUsd, reservedUsd ?? Infinity) };
  }
  const refused = status !== undefined && status >= 300 && !begun;
  return refused || NEVER_SENT.has(code) ? NOTHING : NOBODY_KNOWS;
}

/** What is settled for usage of that price. Where it is only estimated, what was reserved stays, if anything was. */
export function settledCost(cost: Cost, usage: TokenUsage, reservedUsd: number | undefined): AttemptCost {
  if ('unpriced' in cost) return { usage, costUsd: undefined, unpriced: true };
  return { usage, costUsd: usage.estimated && reservedUsd ? undefined : cost.costUsd };
}

/**
 * Whether nothing but the question can have been used before a first word was heard, and whether that can be estimated. A model that
 * thinks is charged for it, one that answers in one piece may be at its end, and nobody counts what pictures and sound come to.
 */
function wouldBeHeard(full: string, { config, messages }: GatewayCall['request']): boolean {
  const { provider, model } = parseModelName(full);
  if (capabilitiesOf(provider, model).effort || 'thinking' in config || config['stream'] === false)
    return false;
  return !messages.some(({ content }) => content.some((part) => 'media' in part));
}

function questionOf(request: GatewayCall['request']): TokenUsage {
  return { inputTokens: estimateRequestTokens(request), outputTokens: 0, estimated: true };
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
