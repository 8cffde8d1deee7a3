import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Span, SpanCollector } from '@prompthub/engine';
import { usageError } from '../command-error';

/** An exporter sends a few hundred spans at a time. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_SPANS = 10_000;

export interface TraceReceiverOptions {
  /** On 127.0.0.1; 0: any that is free. */
  readonly port: number;
  /** Late spans are waited for until none has come for so long … */
  readonly quietMs?: number;
  /** … but no longer than this. */
  readonly longestMs?: number;
}

interface OpenTrace {
  readonly spans: Span[];
  /** Told of every span that comes. */
  onSpans?: () => void;
}

/** An OTLP/HTTP receiver of traces, for this machine alone. Spans of traces that nobody expects are dropped. */
export class TraceReceiver implements SpanCollector {
  readonly #server: Server;
  readonly #options: Required<TraceReceiverOptions>;
  readonly #traces = new Map<string, OpenTrace>();

  private constructor(options: TraceReceiverOptions) {
    this.#options = { quietMs: 250, longestMs: 2_000, ...options };
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  /** @throws CommandError (usage) when nobody can listen there */
  static async open(options: TraceReceiverOptions): Promise<TraceReceiver> {
    const receiver = new TraceReceiver(options);
    await new Promise<void>((resolve, reject) => {
      receiver.#server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
    }).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      throw usageError(
        `No spans can be received at port ${options.port}: ${why}. Choose another --trace-port.`,
      );
    });
    return receiver;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  expect(traceId: string): void {
    this.#traces.set(traceId, { spans: [] });
  }

  async collect(traceId: string): Promise<readonly Span[]> {
    const trace = this.#traces.get(traceId);
    if (!trace) return [];
    const { quietMs, longestMs } = this.#options;
    await new Promise<void>((resolve) => {
      let quiet: NodeJS.Timeout | undefined;
      const done = (): void => {
        clearTimeout(quiet);
        clearTimeout(longest);
        resolve();
      };
      const longest = setTimeout(done, longestMs);
      trace.onSpans = () => {
        clearTimeout(quiet);
        quiet = setTimeout(done, quietMs);
      };
      if (trace.spans.length > 0) trace.onSpans();
    });
    return trace.spans;
  }

  forget(traceId: string): void {
    this.#traces.delete(traceId);
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const type = request.headers['content-type'] ?? '';
    // `ExportTraceServiceResponse` without a word is the empty message.
    const answer = (status: number, message = ''): void => {
      response.writeHead(status, { 'content-type': status === 200 ? type : 'text/plain' }).end(message);
    };
    if (request.method !== 'POST' || request.url !== '/v1/traces')
      return answer(404, 'Traces are received by POST /v1/traces.');
    const { spansOfOtlp, UnknownEncodingError } = await import('@prompthub/engine');
    try {
      const body = await bodyOf(request);
      if (!body) return answer(413, 'Send fewer spans at a time.');
      for (const span of spansOfOtlp(body, type)) this.#take(span);
      answer(200, type.startsWith('application/json') ? '{}' : '');
    } catch (error) {
      answer(error instanceof UnknownEncodingError ? 415 : 400, 'These are no spans in OTLP.');
    }
  }

  #take({ traceId, ...span }: Span & { readonly traceId: string }): void {
    const trace = this.#traces.get(traceId);
    if (!trace || trace.spans.length >= MAX_SPANS) return;
    trace.spans.push(span);
    trace.onSpans?.();
  }
}

/** Undefined when there is more than may be. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return request.headers['content-encoding'] === 'gzip'
    ? gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES })
    : body;
}
