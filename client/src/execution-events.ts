import { executionResult, problem, type ExecutionResult } from '@prompthub/protocol';
import { z } from 'zod';
import { AsyncQueue } from './async-queue';
import { HubError, HubProtocolError } from './errors';
import { readChunks } from './read-body';
import { parseServerSentEvents, type ServerSentEvent } from './server-sent-events';
import { firstIssue, type HubRequest, type Transport } from './transport';
import { unreachable } from './transport-failure';

export type ExecutionEvent =
  /** It is on record from now on, under this id. */
  | { readonly type: 'begun'; readonly id: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'done'; readonly result: ExecutionResult };

const MAX_STREAM_BYTES = 64 * 1024 * 1024;

/** Reads the event stream of a run. A stream that ends before `done` was cut. */
export async function* executionEvents(
  transport: Transport,
  request: HubRequest,
): AsyncGenerator<ExecutionEvent> {
  const stop = new AbortController();
  const signal = request.signal ? AbortSignal.any([request.signal, stop.signal]) : stop.signal;
  const queue = new AsyncQueue<ExecutionEvent>();
  const exchange = transport
    .withResponse({ ...request, signal }, async (response, { url, deadline }) => {
      const type = response.headers.get('content-type') ?? '';
      if (!type.startsWith('text/event-stream')) {
        throw new HubProtocolError(
          url,
          `answered ${type || 'something'} where a stream of events was expected.`,
        );
      }
      const chunks = readChunks(response, { url, deadline, maxBytes: MAX_STREAM_BYTES });
      for await (const event of parseServerSentEvents(chunks)) {
        const parsed = parseEvent(event, url);
        if (!parsed) continue;
        queue.push(parsed);
        if (parsed.type === 'done') return;
      }
      throw unreachable(url, 'cut');
    })
    .then(
      () => queue.end(),
      (error: unknown) => queue.fail(error),
    );
  try {
    yield* queue;
  } finally {
    stop.abort();
    await exchange;
  }
}

/** Unknown events are skipped, so that a newer hub may send more. */
function parseEvent({ event, data }: ServerSentEvent, url: string): ExecutionEvent | undefined {
  if (event === 'begun') return { type: 'begun', id: parseData(data, z.object({ id: z.string() }), url).id };
  if (event === 'text')
    return { type: 'text', text: parseData(data, z.object({ text: z.string() }), url).text };
  if (event === 'done') return { type: 'done', result: parseData(data, executionResult, url) };
  if (event === 'error') throw new HubError(parseData(data, problem, url));
  return undefined;
}

function parseData<T extends z.ZodType>(data: string, schema: T, url: string): z.infer<T> {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new HubProtocolError(url, 'sent an event that is not JSON.');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success)
    throw new HubProtocolError(url, `sent an unexpected event: ${firstIssue(parsed.error)}`);
  return parsed.data;
}
