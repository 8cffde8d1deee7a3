import { once } from 'node:events';
import type { FastifyReply } from 'fastify';

/** Proxies close connections on which nothing moves. */
const KEEP_ALIVE_MS = 15_000;

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
    reply.raw.flushHeaders();
    this.#timer = setInterval(() => reply.raw.write(': still here\n\n'), KEEP_ALIVE_MS);
  }

  /** Resolves when the client has taken enough for more, or is gone. */
  async send(event: string, data: unknown): Promise<void> {
    const { raw } = this.#reply;
    if (raw.destroyed) return;
    if (raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) return;
    await Promise.race([once(raw, 'drain'), once(raw, 'close')]);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#reply.raw.end();
  }
}
