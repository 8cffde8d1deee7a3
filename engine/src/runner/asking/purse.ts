/** Where a purse's money comes from, in billionths of a dollar. */
export interface PurseOwner {
  /** Gives so much more, if it is there now. */
  widen(nanos: number): boolean;
  /** What was reserved came to this. */
  settle(reserved: number, spent: number): void;
}

/** Dollars as whole numbers, so that sums are exact. */
export const nanosOf = (usd: number): number => Math.ceil(usd * 1e9);

/** Money that was set aside for an answer and those who judge it; each of their questions takes from it. */
export class Purse {
  readonly #owner: PurseOwner;
  #left: number;
  #closed = false;

  constructor(owner: PurseOwner, nanos: number) {
    this.#owner = owner;
    this.#left = nanos;
  }

  /**
   * Takes what a question may cost at most, and gives what settles it, once. What lacks is got at once or not at all: who holds money and
   * waits for more might wait for somebody who does the same. Undefined: there is not enough.
   */
  take(worstUsd: number): ((usd: number) => void) | undefined {
    const nanos = nanosOf(worstUsd);
    const lacking = Math.max(0, nanos - this.#left);
    if (lacking > 0 && !this.#owner.widen(lacking)) return undefined;
    this.#left += lacking - nanos;
    return (usd) => {
      const spent = nanosOf(usd);
      const back = this.#closed ? 0 : Math.max(0, nanos - spent);
      this.#left += back;
      this.#owner.settle(nanos - back, spent);
    };
  }

  /** Gives back what nobody took. */
  close(): void {
    this.#closed = true;
    this.#owner.settle(this.#left, 0);
    this.#left = 0;
  }
}
