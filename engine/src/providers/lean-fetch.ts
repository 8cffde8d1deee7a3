import type { Dispatcher } from 'undici';

type Controller = Dispatcher.DispatchController;
type Head = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/**
 * A `fetch` with what the SDKs of providers need and no more: text goes out, no redirect is followed, no compression is
 * asked for, nothing is kept. The real one takes as long as all else that is done to ask a model. It rejects with the
 * error itself, not with one around it. Default `dispatcher`: that of Node's own `fetch`, with its connections and proxies.
 */
export function leanFetch(dispatcher?: Dispatcher): typeof fetch {
  return async (input, init = {}) => {
    const { method = 'GET', headers = [], body = null, signal = null } = init;
    if (input instanceof Request || (body !== null && typeof body !== 'string'))
      throw new TypeError('leanFetch takes an address, and a text to send.');
    const through = dispatcher ?? ownDispatcher();
    if (through === undefined) return fetch(input, { ...init, redirect: 'manual' });
    signal?.throwIfAborted();
    const { origin, pathname, search } = new URL(input);
    // Undici reads a list as names and values in turns. `Headers` would be sorted.
    const named = Array.isArray(headers) ? Object.fromEntries(headers) : headers;
    const exchange = new Exchange(signal);
    through.dispatch({ origin, path: pathname + search, method, headers: named, body }, exchange);
    return exchange.response;
  };
}

/** Where undici shares its dispatcher between its versions, the one in Node among them, once any of `fetch` was touched. */
const SHARED = Symbol.for('undici.globalDispatcher.1');

function ownDispatcher(): Dispatcher | undefined {
  return (globalThis as { [SHARED]?: Dispatcher })[SHARED];
}

/** Answers that have no body (WHATWG Fetch, "null body status"). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** So many bytes of a body are taken in before anybody reads them; then the server has to wait. */
const AHEAD = { highWaterMark: 64 * 1024, size: (chunk: Uint8Array) => chunk.byteLength };

/** One question, and its answer as it arrives. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #answered = Promise.withResolvers<Response>();
  readonly #signal: AbortSignal | null;
  #connection: Controller | undefined;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(signal: AbortSignal | null) {
    this.#signal = signal;
    signal?.addEventListener('abort', this.#leave);
  }

  get response(): Promise<Response> {
    return this.#answered.promise;
  }

  onRequestStart(connection: Controller): void {
    this.#connection = connection;
    // Nobody waits any more for what was still to be connected.
    if (this.#signal?.aborted) this.#leave();
  }

  onResponseStart(connection: Controller, status: number, head: Head, statusText = ''): void {
    // 103 and the like come before the answer.
    if (status < 200) return;
    const body = WITHOUT_BODY.has(status) ? null : this.#bodyFrom(connection);
    this.#answered.resolve(new Response(decoded(body, head), { status, statusText, headers: pairsOf(head) }));
  }

  onResponseData(connection: Controller, chunk: Uint8Array): void {
    this.#body?.enqueue(chunk);
    if ((this.#body?.desiredSize ?? 1) <= 0) connection.pause();
  }

  onResponseEnd(): void {
    this.#release();
    this.#body?.close();
  }

  onResponseError(_connection: Controller, error: Error): void {
    this.#release();
    this.#answered.reject(error);
    this.#body?.error(error);
  }

  #bodyFrom(connection: Controller): ReadableStream<Uint8Array> {
    return new ReadableStream(
      {
        start: (body) => void (this.#body = body),
        pull: () => connection.resume(),
        cancel: () => connection.abort(new DOMException('The answer is not read on.', 'AbortError')),
      },
      AHEAD,
    );
  }

  readonly #leave = (): void => {
    const reason: unknown = this.#signal?.reason;
    this.#answered.reject(reason);
    this.#connection?.abort(reason as Error);
  };

  #release(): void {
    this.#signal?.removeEventListener('abort', this.#leave);
  }
}

/** Some servers compress what nobody asked them to. */
function decoded(body: ReadableStream<Uint8Array> | null, head: Head): ReadableStream<Uint8Array> | null {
  const encoding = head['content-encoding'];
  if (encoding !== 'gzip' && encoding !== 'deflate') return body;
  return body?.pipeThrough(new DecompressionStream(encoding)) ?? null;
}

function pairsOf(head: Head): [string, string][] {
  return Object.entries(head).flatMap(([name, value = []]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
}
