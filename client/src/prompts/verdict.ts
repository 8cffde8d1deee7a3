import { HubError, HubProtocolError, HubUnreachableError } from '../errors';

/**
 * What a failure says of the thing that was asked for.
 * `final`: the hub knows, and there is none (404, or the question is wrong). No copy may stand in for it.
 * `refused`: the hub or the token's source said no to us; of the thing it says nothing. Asking again is no use.
 * `failing`: no answer of a hub, or one that it takes back itself. Asking again may help.
 */
export type Verdict = 'final' | 'refused' | 'failing';

/** Refusals that pass: Request Timeout, Too Early, Too Many Requests. */
const PASSING = [408, 425, 429];

export function verdictOf(error: unknown): Verdict {
  if (error instanceof HubUnreachableError || error instanceof HubProtocolError) return 'failing';
  if (!(error instanceof HubError)) return 'refused';
  if (error.status >= 500 || PASSING.includes(error.status)) return 'failing';
  return error.status === 401 || error.status === 403 ? 'refused' : 'final';
}

/** A hub (or whatever stands before it) may ask for more patience than this; it is not given. */
const MOST_PATIENCE_MS = 60_000;

/** How long the hub asked to be left alone, in milliseconds; 0 when it did not. */
export function askedPause(error: unknown): number {
  const asked =
    error instanceof HubError || error instanceof HubUnreachableError ? error.retryAfterMs : undefined;
  return Math.min(asked ?? 0, MOST_PATIENCE_MS);
}
