/** A call that holds a place among those at the same time. */
export interface HeldCall {
  readonly id: string;
  /** What it is counted under. */
  readonly key: string;
}

/** A held call is forgotten when nobody says for so long that it goes on: its hub has died. Milliseconds. */
export const HELD_FOR_MS = 40_000;

/** Where calls are counted, by all hubs together. */
export interface CallCounts {
  /** Adds to the count of one minute, takes from it when `points` is negative, and answers what it is then. */
  add(minute: string, points: number): Promise<number>;
  /** False when `most` calls are held under its key already. */
  hold(call: HeldCall, most: number): Promise<boolean>;
  /** Says that these calls go on. What was forgotten is held again: it counts, whether or not there is room. */
  renew(calls: readonly HeldCall[]): Promise<void>;
  release(call: HeldCall): Promise<void>;
}

/** What `rate-limiter-flexible` is told: it counts, and the limits, of which each has its own, are compared here. */
export const COUNTER = { keyPrefix: 'rate-limit', points: 0, duration: 60 };
