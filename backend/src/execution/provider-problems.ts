import { ProviderError, type ProviderErrorCode } from '@prompthub/engine';
import { ProblemError } from '../common/problem';

/** Status of a failed provider call, as the hub answers it: whose fault it is decides. */
const STATUS: Readonly<Record<ProviderErrorCode, number>> = {
  aborted: 499,
  timeout: 504,
  unauthorized: 502,
  'not-found': 422,
  'invalid-request': 422,
  'context-window': 422,
  'content-policy': 422,
  'rate-limited': 503,
  'quota-exceeded': 503,
  overloaded: 503,
  'server-error': 502,
  network: 502,
  'circuit-open': 503,
  busy: 503,
  'malformed-response': 502,
  'missing-credentials': 422,
  refused: 422,
  'unknown-provider': 422,
  unsupported: 422,
};

/** The problem of a failed call; `redact` takes the key out of what a provider said. */
export function toProviderProblem(error: ProviderError, redact: (text: string) => string): ProblemError {
  const problem = new ProblemError(STATUS[error.code], `provider-${error.code}`, redact(error.message));
  if (error.retryAfterMs === undefined) return problem;
  return problem.withHeaders({ 'retry-after': String(Math.ceil(error.retryAfterMs / 1000)) });
}
