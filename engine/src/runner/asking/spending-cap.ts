import { aborted } from '../../resilience/aborted';
import { nanosOf, Purse } from './purse';

/** A question was not asked because of the cap; why, in words for people. */
export class CapReachedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CapReachedError';
  }
}

interface Waiting {
  readonly nanos: number;
  readonly begin: () => void;
  readonly refuse: () => void;
}

/**
 * A run's money: what may be spent is reserved before it goes out, and settled after it. Spent and reserved together never pass the
 * cap. Who has not enough only because others have reserved waits until they have settled; in order, so that nobody waits for ever.
 */
export class SpendingCap {
  readonly #capUsd: number;
  readonly #waiting = new Set<Waiting>();
  #spent: number;
  #reserved = 0;

  constructor(capUsd: number, spentUsd = 0) {
    this.#capUsd = capUsd;
    this.#spent = nanosOf(spentUsd);
  }

  /** Resolves with a purse of so much, which must be closed. Rejects with CapReachedError or ProviderError `aborted`. */
  reserve(worstUsd: number, signal: AbortSignal): Promise<Purse> {
    const nanos = nanosOf(worstUsd);
    if (signal.aborted) return Promise.reject(aborted({ unreached: true }));
    if (this.#waiting.size === 0 && this.#fits(nanos)) return Promise.resolve(this.#take(nanos));
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', giveUp);
      };
      const giveUp = (): void => {
        end();
        reject(aborted({ unreached: true }));
        this.#letIn();
      };
      const waiting: Waiting = {
        nanos,
        begin: () => {
          end();
          resolve(this.#take(nanos));
        },
        refuse: () => {
          end();
          reject(this.refusal());
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
      this.#letIn();
    });
  }

  refusal(): CapReachedError {
    return new CapReachedError(
      `It was not asked: with what it may cost at most, the run could pass its cap of $${this.#capUsd}.`,
    );
  }

  #fits(nanos: number): boolean {
    return this.#spent + this.#reserved + nanos <= this.#capUsd * 1e9;
  }

  #take(nanos: number): Purse {
    this.#reserved += nanos;
    return new Purse(
      {
        widen: (more) => {
          if (!this.#fits(more)) return false;
          this.#reserved += more;
          return true;
        },
        settle: (reserved, spent) => {
          this.#reserved -= reserved;
          this.#spent += spent;
          this.#letIn();
        },
      },
      nanos,
    );
  }

  /** What would not fit if all that is under way cost nothing is refused; the first that only has to wait holds up the others. */
  #letIn(): void {
    for (const waiting of this.#waiting) {
      if (this.#fits(waiting.nanos)) waiting.begin();
      else if (this.#spent + waiting.nanos > this.#capUsd * 1e9) waiting.refuse();
      else return;
    }
  }
}
