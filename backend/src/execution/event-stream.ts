import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** Proxies close connections on which nothing moves. */
const KEEP_ALIVE_MS = 15_000;
/** A client that has taken nothing for so long is gone: what is asked for it would go on for ever. */
const STALLED_MS = 120_000;

/** Server-sent events on one reply (WHATWG HTML, "Server-sent events"). */
export class EventStream {
  readonly #reply: FastifyReply;
  readonly #timer: NodeJS.Timeout;

  constructor(reply: FastifyReply) {
    this.#reply = reply;
    reply.hijack();
    reply.raw.writeHead(200, {
      ...(reply.getHeaders() as Record<string, string>),
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    reply.raw.setTimeout(STALLED_MS);
    this.#timer = setInterval(() => reply.raw.write(': still here\n\n'), KEEP_ALIVE_MS);
  }

  /** Resolves when the client has taken enough for more, or is gone. */
  send(event: string, data: unknown): Promise<void> {
    return this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** An event without a name; `line` has no line breaks. */
  data(line: string): Promise<void> {
    return this.#write(`data: ${line}\n\n`);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#reply.raw.end();
  }

  async #write(block: string): Promise<void> {
    const { raw } = this.#reply;
    if (raw.destroyed || raw.write(block)) return;
    // Both are let go of afterwards: a long answer to a slow reader would leave a listener for each wait.
    const over = new AbortController();
    await Promise.race(['drain', 'close'].map((event) => once(raw, event, { signal: over.signal })));
    over.abort();
  }
}
