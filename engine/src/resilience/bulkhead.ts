import { ProviderError } from '../providers/provider';
import { aborted } from './aborted';
import type { Clock } from './clock';

export interface BulkheadSettings {
  /** Calls at a time. */
  readonly calls: number;
  /** How many more may wait for their turn. */
  readonly waiting: number;
}

export const DEFAULT_BULKHEAD: BulkheadSettings = { calls: 64, waiting: 256 };

/** How long somebody waits for a turn. */
export interface Patience {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly remainingMs: number;
}

/**
 * Lets so many calls of one model go on at a time, in the order in which they came, so that a slow model does not take up
 * everything. (cockatiel's can refuse a call that has waited, and counts those who have gone.)
 */
export class Bulkhead {
  readonly #settings: BulkheadSettings;
  readonly #queue = new Set<() => void>();
  #active = 0;

  constructor(settings: BulkheadSettings = DEFAULT_BULKHEAD) {
    this.#settings = settings;
  }

  get report(): { readonly active: number; readonly waiting: number } {
    return { active: this.#active, waiting: this.#queue.size };
  }

  /** Resolves with what gives the place back. Rejects with ProviderError `busy`, `aborted` or `timeout`. */
  async enter(name: string, wait: Patience): Promise<() => void> {
    if (this.#active < this.#settings.calls) this.#active++;
    else await this.#turn(name, wait);
    let left = false;
    return () => {
      if (!left) this.#leave();
      left = true;
    };
  }

  #turn(name: string, { clock, signal, remainingMs }: Patience): Promise<void> {
    const queue = this.#queue;
    if (queue.size >= this.#settings.waiting) throw busy(name, this.#settings);
    const over = new AbortController();
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        queue.delete(begin);
        signal.removeEventListener('abort', giveUp);
        over.abort();
      };
      const begin = (): void => {
        settle();
        resolve();
      };
      const giveUp = (): void => {
        settle();
        reject(signal.aborted ? aborted() : waitedTooLong(name));
      };
      queue.add(begin);
      signal.addEventListener('abort', giveUp, { once: true });
      // An abort of `over` ends this too, when the place was given or given up already.
      void clock.sleep(remainingMs, over.signal).then(giveUp);
    });
  }

  /** The place goes to the one who has waited longest. */
  #leave(): void {
    const [next] = this.#queue;
    if (next) next();
    else this.#active--;
  }
}

function busy(name: string, { calls, waiting }: BulkheadSettings): ProviderError {
  return new ProviderError(
    'busy',
    `${name} is answering ${calls} calls, and ${waiting} more wait for it. Run it again later.`,
  );
}

function waitedTooLong(name: string): ProviderError {
  return new ProviderError('timeout', `${name} had no place free for this call in time. Run it again later.`);
}
