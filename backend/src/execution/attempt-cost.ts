import {
  capabilitiesOf,
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
}

const NOTHING: AttemptCost = { usage: undefined, costUsd: 0 };

/** What was asked, and what was reserved for it: undefined where it has no bound. */
interface Asked {
  readonly request: GatewayCall['request'];
  readonly reservedUsd: number | undefined;
}

/**
 * What an attempt that failed came to. Nothing, when nobody was asked, or when an error was the whole answer; what is known, or
 * estimated, to be used; else it is unknown: a question that was sent may have been answered, and paid for, where nobody saw it.
 */
export function costOfFailure(
  model: string,
  error: ProviderError,
  { request, reservedUsd = Infinity }: Asked,
): AttemptCost {
  const { status, begun, code, unreached } = error;
  if (unreached) return NOTHING;
  const used = error.used ?? (code === 'aborted' && !begun ? questionAlone(model, request) : undefined);
  if (used !== undefined) {
    const cost = costOf(model, used);
    return { usage: used, costUsd: 'costUsd' in cost ? Math.min(cost.costUsd, reservedUsd) : undefined };
  }
  const refused = status !== undefined && status >= 300 && !begun;
  return refused || NEVER_SENT.has(code) ? NOTHING : { usage: undefined, costUsd: undefined };
}

/** What is used when a model is stopped before its first word; undefined when it may have been thinking, which is charged. */
function questionAlone(full: string, request: GatewayCall['request']): TokenUsage | undefined {
  const { provider, model } = parseModelName(full);
  if (capabilitiesOf(provider, model).effort || 'thinking' in request.config) return undefined;
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
