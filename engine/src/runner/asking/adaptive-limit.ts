/** As many requests in a row must succeed before one more may go out at a time. */
const GROW_AFTER = 10;

/** One request, as the limit knows it. */
export interface Passage {
  readonly episode: number;
}

/**
 * How many requests one provider gets at a time: as many as wanted, half as many when it asks to slow down, one more after some
 * that succeeded (additive increase, multiplicative decrease, as TCP has it: RFC 5681), never less than one. A pure machine:
 * it is told the time and waits for nobody.
 */
export class AdaptiveLimit {
  readonly #wanted: number;
  #limit: number;
  #active = 0;
  #successes = 0;
  #episode = 0;
  #closedUntil = -Infinity;

  constructor(wanted: number) {
    this.#wanted = this.#limit = Math.max(1, Math.floor(wanted) || 1);
  }

  get limit(): number {
    return this.#limit;
  }

  get active(): number {
    return this.#active;
  }

  /** Milliseconds until one more request may go out; 0: now; Infinity: when another has ended. */
  waitMs(now: number): number {
    if (this.#active >= this.#limit) return Infinity;
    return Math.max(0, this.#closedUntil - now);
  }

  start(): Passage {
    this.#active++;
    return { episode: this.#episode };
  }

  succeeded(): void {
    this.#active--;
    if (this.#limit >= this.#wanted || ++this.#successes < GROW_AFTER) return;
    this.#successes = 0;
    this.#limit++;
  }

  /** Failed for a reason that says nothing about how much is asked. */
  failed(): void {
    this.#active--;
  }

  /** The provider asks to slow down. Those that went out before the limit was halved do not halve it again. */
  throttled({ episode }: Passage, now: number, retryAfterMs = 0): void {
    this.#active--;
    this.#successes = 0;
    this.#closedUntil = Math.max(this.#closedUntil, now + retryAfterMs);
    if (episode !== this.#episode) return;
    this.#episode++;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }
}
