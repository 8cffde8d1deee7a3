import { ProviderError } from '../../providers/provider';
import { aborted } from '../../resilience/aborted';
import type { Clock } from '../../resilience/clock';
import { AdaptiveLimit, type Passage } from './adaptive-limit';

interface Waiting {
  readonly begin: (passage: Passage) => void;
}

/** Lets requests to one provider out in the order in which they came, as many at a time as it bears. */
export class ProviderQueue {
  readonly #limit: AdaptiveLimit;
  readonly #clock: Clock;
  /** A longer pause is not kept: who asked is told the failure at once. Milliseconds. */
  readonly #longestWaitMs: number;
  readonly #waiting = new Set<Waiting>();
  #alarm: AbortController | undefined;

  constructor(wanted: number, { clock, longestWaitMs }: { clock: Clock; longestWaitMs: number }) {
    this.#limit = new AdaptiveLimit(wanted);
    this.#clock = clock;
    this.#longestWaitMs = longestWaitMs;
  }

  get report(): { readonly limit: number; readonly active: number; readonly waiting: number } {
    return { limit: this.#limit.limit, active: this.#limit.active, waiting: this.#waiting.size };
  }

  /** Resolves when the request may go out. Rejects with ProviderError `aborted`. */
  enter(signal: AbortSignal): Promise<Passage> {
    if (signal.aborted) return Promise.reject(aborted({ unreached: true }));
    if (this.#waiting.size === 0 && this.#limit.waitMs(this.#clock.now()) <= 0)
      return Promise.resolve(this.#limit.start());
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.#waiting.delete(waiting);
        this.#pump();
        reject(aborted({ unreached: true }));
      };
      const waiting: Waiting = {
        begin: (passage) => {
          signal.removeEventListener('abort', giveUp);
          resolve(passage);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(waiting);
      this.#pump();
    });
  }

  /** A request has ended: answered, or with what it failed. */
  leave(passage: Passage, failure?: unknown): void {
    if (failure === undefined) this.#limit.succeeded();
    else if (asksToSlowDown(failure)) {
      const { retryAfterMs = 0 } = failure;
      const pauseMs = retryAfterMs <= this.#longestWaitMs ? retryAfterMs : 0;
      this.#limit.throttled(passage, this.#clock.now(), pauseMs);
    } else this.#limit.failed();
    this.#pump();
  }

  #pump(): void {
    this.#alarm?.abort();
    this.#alarm = undefined;
    for (const waiting of this.#waiting) {
      const wait = this.#limit.waitMs(this.#clock.now());
      if (wait > 0) return wait === Infinity ? undefined : this.#wakeIn(wait);
      this.#waiting.delete(waiting);
      waiting.begin(this.#limit.start());
    }
  }

  #wakeIn(wait: number): void {
    const alarm = new AbortController();
    this.#alarm = alarm;
    void this.#clock.sleep(wait, alarm.signal).then(() => alarm.signal.aborted || this.#pump());
  }
}

function asksToSlowDown(failure: unknown): failure is ProviderError {
  return (
    failure instanceof ProviderError && (failure.code === 'rate-limited' || failure.code === 'overloaded')
  );
}
