import type { ProviderError, ProviderErrorCode } from '../providers/provider';

/** What a failure says about the model, the request and what may help. */
export interface FailureClass {
  /** Asking the same model again may help. */
  readonly transient: boolean;
  /** Counts against the model in its circuit breaker. */
  readonly outage: boolean;
  /** Which other models may answer where this one did not. */
  readonly fallback: FallbackKind | undefined;
}

export type FallbackKind = 'general' | 'contextWindow' | 'contentPolicy';

const classOf = (transient: boolean, outage: boolean, fallback?: FallbackKind): FailureClass => ({
  ...{ transient, outage, fallback },
});

/** The caller's or the request's own fault: the same everywhere. */
const FINAL = classOf(false, false);
/** This model, with this key, does not serve; another may. */
const ELSEWHERE = classOf(false, false, 'general');
const OUTAGE = classOf(true, true, 'general');

const CLASSES: Readonly<Record<ProviderErrorCode, FailureClass>> = {
  aborted: FINAL,
  refused: FINAL,
  'invalid-request': FINAL,
  'unknown-provider': FINAL,
  unsupported: FINAL,
  'context-window': classOf(false, false, 'contextWindow'),
  'content-policy': classOf(false, false, 'contentPolicy'),
  unauthorized: ELSEWHERE,
  'missing-credentials': ELSEWHERE,
  'not-found': ELSEWHERE,
  'quota-exceeded': ELSEWHERE,
  'circuit-open': ELSEWHERE,
  busy: ELSEWHERE,
  // Limits are of a key, not of the model: another organization's calls go on.
  'rate-limited': classOf(true, false, 'general'),
  overloaded: OUTAGE,
  'server-error': OUTAGE,
  timeout: OUTAGE,
  network: OUTAGE,
  // Paid for most likely, and the same again: a wrong address, or a server that is broken.
  'malformed-response': classOf(false, true, 'general'),
};

/** A failure's class. Once a model has begun to answer, no one may be asked again: the beginning was shown and is paid. */
export function failureClass({ code, begun, status }: ProviderError): FailureClass {
  const found = CLASSES[code];
  // A redirect is a connection that will never be made.
  const redirect = code === 'network' && status !== undefined;
  const known = redirect ? ELSEWHERE : found;
  return begun ? { transient: false, outage: known.outage, fallback: undefined } : known;
}
