import { handleWhen, retry } from 'cockatiel';
import { ProviderError } from '../providers/provider';
import { aborted } from './aborted';
import type { Clock } from './clock';
import { failureClass } from './failure-class';

export interface RetrySettings {
  /** After the first attempt. 0: never. */
  readonly retries: number;
  /** The first wait where the provider names none, milliseconds; each one after it is twice as long. */
  readonly firstWaitMs: number;
  /** Longer waits are not waited: the failure is told at once. Milliseconds. */
  readonly longestWaitMs: number;
}

export const DEFAULT_RETRIES: RetrySettings = { retries: 2, firstWaitMs: 500, longestWaitMs: 30_000 };

export interface RetryContext {
  readonly settings: RetrySettings;
  readonly clock: Clock;
  /** From 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Milliseconds until the deadline of the whole call. */
  readonly remaining: () => number;
  /** Told before each wait, with the failure that made it. */
  readonly onWait?: (waitMs: number, failure: unknown) => void;
}

/**
 * Does the work, and again where that may help. Rejects with its last failure; an abort while waiting ends the wait and is
 * told as ProviderError `aborted`.
 */
export async function withRetries<T>(
  work: (attempt: number) => Promise<T>,
  context: RetryContext,
): Promise<T> {
  const { settings, clock, signal, onWait } = context;
  let failures = 0;
  let last: unknown;
  let wait: number | undefined;
  const worthwhile = handleWhen((error) => {
    last = error;
    wait = waitBefore(error, failures++, context);
    return wait !== undefined;
  });
  // cockatiel counts and decides; the waiting is ours, for its own can neither be cancelled nor faked.
  const policy = retry(worthwhile, { maxAttempts: settings.retries });
  return policy.execute(async ({ attempt }) => {
    if (attempt > 0 && wait !== undefined) {
      onWait?.(wait, last);
      await clock.sleep(wait, signal);
      if (signal.aborted) throw aborted();
    }
    return work(attempt);
  });
}

/**
 * How long to wait before the next attempt, milliseconds; undefined when there shall be none. What the provider asks for is
 * the least; a part of chance is added so that those who were turned away together do not come back together.
 */
function waitBefore(
  error: unknown,
  failures: number,
  { settings, random, remaining }: RetryContext,
): number | undefined {
  if (!(error instanceof ProviderError) || !failureClass(error).transient) return undefined;
  const { firstWaitMs, longestWaitMs } = settings;
  const step = firstWaitMs * 2 ** failures;
  const wait =
    error.retryAfterMs === undefined
      ? step * (0.5 + random() / 2)
      : error.retryAfterMs + (random() * firstWaitMs) / 2;
  return wait <= longestWaitMs && wait < remaining() ? wait : undefined;
}
