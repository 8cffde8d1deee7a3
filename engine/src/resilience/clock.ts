/** Time as the resilience sees it; tests bring their own and do not wait. */
export interface Clock {
  /** Milliseconds from some start. Never goes back, whatever happens to the wall clock. */
  now(): number;
  /** Resolves after so many milliseconds, or at once when the signal is or becomes aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', end, { once: true });
      function end(): void {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      }
    }),
};
