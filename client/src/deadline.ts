/**
 * A time-out that starts anew with every sign of life, and an outer limit that does not, so that an answer that drips
 * byte by byte ends too. Follows the caller's own signal.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #silenceMs: number;
  readonly #outer: ReturnType<typeof setTimeout>;
  readonly #unlink: () => void;
  #inner: ReturnType<typeof setTimeout>;
  #expired = false;

  constructor(silenceMs: number, caller?: AbortSignal) {
    this.#silenceMs = silenceMs;
    this.#inner = setTimeout(this.#expire, silenceMs);
    this.#outer = setTimeout(this.#expire, silenceMs * 12);
    const follow = () => this.#controller.abort(caller?.reason);
    caller?.addEventListener('abort', follow, { once: true });
    if (caller?.aborted) follow();
    this.#unlink = () => caller?.removeEventListener('abort', follow);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get expired(): boolean {
    return this.#expired;
  }

  /** Something arrived: the silence starts anew. */
  extend(): void {
    clearTimeout(this.#inner);
    this.#inner = setTimeout(this.#expire, this.#silenceMs);
  }

  clear(): void {
    clearTimeout(this.#inner);
    clearTimeout(this.#outer);
    this.#unlink();
  }

  readonly #expire = (): void => {
    this.#expired = true;
    this.#controller.abort(new DOMException('The time is over.', 'TimeoutError'));
  };
}
