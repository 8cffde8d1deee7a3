import { pause, type Clock } from './clock';
import { askedPause, verdictOf } from './verdict';

export interface RetryOptions {
  readonly clock: Clock;
  /** From 0 to below 1. */
  readonly random: () => number;
  /** For everything, pauses included, in milliseconds. */
  readonly deadlineMs: number;
  /** For one attempt, in milliseconds. */
  readonly attemptMs: number;
  /** What an attempt fails with that takes too long. */
  readonly timedOut: () => Error;
  readonly signal: AbortSignal;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Tries until it works, with “full jitter” between attempts (a pause of random length below a bound that doubles), so that
 * many clients of a hub that comes back do not come back together. What cannot help is not tried: a failure that is not
 * passing, or a pause that would end behind the deadline, ends it with that failure.
 */
export async function retrying<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { clock, deadlineMs, attemptMs, signal } = options;
  const end = clock.now() + deadlineMs;
  for (let round = 0; ; round++) {
    try {
      return await limited(attempt, Math.min(attemptMs, end - clock.now()), options);
    } catch (error) {
      if (verdictOf(error) !== 'failing' || signal.aborted) throw error;
      const milliseconds = Math.max(jitter(options, round), askedPause(error));
      if (clock.now() + milliseconds >= end) throw error;
      await pause(clock, milliseconds, signal);
      if (signal.aborted) throw error;
    }
  }
}

function jitter({ random }: RetryOptions, round: number): number {
  return random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** round);
}

/** Does not wait for an attempt that ignores its signal. */
async function limited<T>(
  attempt: (signal: AbortSignal) => Promise<T>,
  milliseconds: number,
  { clock, timedOut, signal }: RetryOptions,
): Promise<T> {
  const controller = new AbortController();
  let takeBack = (): void => undefined;
  const follow = (): void => controller.abort(signal.reason);
  const overdue = new Promise<never>((_resolve, reject) => {
    controller.signal.addEventListener('abort', () => reject(asError(controller.signal.reason)), {
      once: true,
    });
    takeBack = clock.after(milliseconds, () => controller.abort(timedOut()));
    signal.addEventListener('abort', follow, { once: true });
    if (signal.aborted) follow();
  });
  try {
    return await Promise.race([overdue, attempt(controller.signal)]);
  } finally {
    takeBack();
    signal.removeEventListener('abort', follow);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
