import { costOf } from '../../cost/cost-of';
import { ProviderError } from '../../providers/provider';

/** Failures before anything was sent. */
const NEVER_SENT: ReadonlySet<ProviderError['code']> = new Set([
  'circuit-open',
  'busy',
  'missing-credentials',
  'refused',
  'unknown-provider',
  'unsupported',
]);

/** True for a question that certainly was not paid for: nobody was reached, or a refusal was the whole answer. */
export function isUnpaid(error: unknown): boolean {
  if (!(error instanceof ProviderError)) return false;
  const { begun, code, status, unreached } = error;
  const refused = status !== undefined && status >= 300;
  return unreached || (!begun && (refused || NEVER_SENT.has(code)));
}

/** US dollars that a failed question of `provider/model` came to; undefined where nobody can say. */
export function costOfFailure(model: string, error: unknown): number | undefined {
  if (isUnpaid(error)) return 0;
  const used = error instanceof ProviderError ? error.used : undefined;
  if (!used || used.estimated) return undefined;
  const cost = costOf(model, used);
  return 'costUsd' in cost ? cost.costUsd : undefined;
}
