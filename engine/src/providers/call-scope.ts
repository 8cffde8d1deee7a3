import type { CallOptions } from './provider';

/** Ten minutes: reasoning models may think for several before the first word. */
const DEFAULT_TIMEOUT_MS = 600_000;

/** Made once, for its stack is dear. */
const RELEASED = new DOMException('The call is over.', 'AbortError');

/** Joins the caller's signal with the call's time limit, and remembers which of the two ended it. */
export class CallScope {
  readonly timeoutMs: number;
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #outer: AbortSignal | undefined;
  #ended: 'aborted' | 'timeout' | undefined;
  #complete = false;

  constructor({ signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions = {}) {
    // The SDKs refuse parts of a millisecond.
    this.timeoutMs = Math.max(1, Math.ceil(timeoutMs));
    this.#outer = signal;
    this.#timer = setTimeout(() => this.#end('timeout'), this.timeoutMs);
    // Not AbortSignal.any: a signal that lives for a whole test run would keep every derived one.
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    if (signal?.aborted) this.#end('aborted');
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get ended(): 'aborted' | 'timeout' | undefined {
    return this.#ended;
  }

  /** The answer was read to its end: nothing is open any more, and aborting nothing is not free. */
  complete(): void {
    this.#complete = true;
  }

  /** Releases the timer and the listener, and closes what is still open. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#onAbort);
    if (!this.#complete) this.#controller.abort(RELEASED);
  }

  readonly #onAbort = (): void => this.#end('aborted');

  #end(reason: 'aborted' | 'timeout'): void {
    this.#ended ??= reason;
    this.#controller.abort();
  }
}
