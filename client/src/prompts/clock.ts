/** Time as the cache of prompts sees it. It never goes back, and setting the machine's clock changes nothing. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls back once, after so many milliseconds; what it returns takes that back. */
  after(milliseconds: number, callback: () => void): () => void;
  /** Like `after`, for what nobody waits for: it does not keep a process alive. */
  background(milliseconds: number, callback: () => void): () => void;
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  background(milliseconds, callback) {
    const timer: { unref?: () => unknown } | number = setTimeout(callback, milliseconds);
    // In browsers it is a number, and keeps nothing alive.
    if (typeof timer === 'object') timer.unref?.();
    return () => clearTimeout(timer as NodeJS.Timeout);
  },
};

/** Resolves after so many milliseconds, or at once when the signal is aborted. */
export function pause(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      takeBack();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const takeBack = clock.after(milliseconds, end);
    signal?.addEventListener('abort', end, { once: true });
    if (signal?.aborted) end();
  });
}
