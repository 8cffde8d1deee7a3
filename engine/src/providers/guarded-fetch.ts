import { linger } from './linger';
import { ProviderError } from './provider';

/** What the SDKs get as their key. The real one is put in its place when a request leaves. */
export const KEY_PLACEHOLDER = 'prompthub-key-placeholder';

/** Nothing else leaves: the SDKs would add telemetry and headers taken from the environment. */
const PLAIN_HEADERS = new Set([
  'accept',
  'anthropic-beta',
  'anthropic-version',
  'content-type',
  'traceparent',
]);
/** Leave only with our key in them. */
const KEY_HEADERS = new Set(['api-key', 'authorization', 'x-api-key']);

/** Answers are a few hundred kilobytes at most; streams repeat an envelope for every word. */
const MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

export interface GuardedFetchOptions {
  readonly endpoint: string;
  /** The only host that may be spoken to. */
  readonly host: string;
  readonly key: string | undefined;
  /** Default: the global `fetch`, as it is at the time of the call. */
  readonly send?: typeof fetch | undefined;
}

/**
 * A `fetch` for one endpoint: it speaks to one host, sends only the headers that providers need, adds the key at the
 * last moment (so that no SDK object, log or error can hold it) and follows no redirect (it would carry the key off).
 */
export function guardedFetch({ endpoint, host, key, send }: GuardedFetchOptions): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.host !== host) {
      throw new ProviderError('network', `The endpoint "${endpoint}" may only speak to ${host}.`);
    }
    const response = await (send ?? fetch)(url, {
      ...init,
      headers: headersFor(init, key),
      redirect: 'manual',
    });
    if (response.status < 300 || response.status >= 400) return limited(response, host);
    await response.body?.cancel();
    throw new ProviderError(
      'network',
      `${host} redirects to another address (${response.status}), which is not followed with a key. ` +
        `Set the base URL of the endpoint "${endpoint}" to the final address.`,
      { status: response.status },
    );
  };
}

/** The same response, whose body ends in an error where no honest one would still go on. */
function limited(response: Response, host: string): Response {
  if (!response.body) return response;
  const { status, statusText, headers } = response;
  const streamed = headers.get('content-type')?.includes('event-stream') ?? false;
  // Where the answer comes in one piece, its head already says that the model has answered: that is paid for.
  const answered = response.ok && !streamed;
  return new Response(limitedBody(response.body, host, answered), { status, statusText, headers });
}

function limitedBody(
  body: ReadableStream<Uint8Array>,
  host: string,
  answered: boolean,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let bytes = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read().catch((error: unknown) => {
          throw answered ? brokenOff(host, error) : error;
        });
        if (done) return controller.close();
        bytes += value.byteLength;
        if (bytes <= MAX_RESPONSE_BYTES) return controller.enqueue(value);
        controller.error(
          new ProviderError('malformed-response', `${host} sends without end; stopped reading it.`),
        );
        await reader.cancel();
      },
      cancel: () => linger(reader),
    },
    { highWaterMark: 0 },
  );
}

function brokenOff(host: string, cause: unknown): ProviderError {
  return new ProviderError('network', `${host} closed the connection in the middle of its answer.`, {
    ...{ begun: true, cause },
  });
}

function headersFor(init: RequestInit | undefined, key: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'prompthub' };
  new Headers(init?.headers).forEach((value, name) => {
    if (PLAIN_HEADERS.has(name)) headers[name] = value;
    if (KEY_HEADERS.has(name) && key !== undefined && value.includes(KEY_PLACEHOLDER)) {
      headers[name] = value.replace(KEY_PLACEHOLDER, key);
    }
  });
  return headers;
}
