import { type Dispatcher, request } from 'undici';

/** Answers that have no body (WHATWG Fetch, "null body status"). */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * A `fetch` with what the SDKs of providers need and no more: text goes out, no redirect is followed, nothing is compressed or kept.
 * The real one takes as long as all else that the hub does to ask a model. It rejects with the error itself, not with one around it.
 */
export function plainFetch(dispatcher: Dispatcher): typeof fetch {
  return async (input, init = {}) => {
    const { method = 'GET', headers = [], body: text = null, signal = null } = init;
    if (input instanceof Request || (text !== null && typeof text !== 'string'))
      throw new TypeError('plainFetch takes an address, and a text to send.');
    // Undici reads a list as names and values in turns. `Headers` would be sorted.
    const named = Array.isArray(headers) ? Object.fromEntries(headers) : headers;
    const asked = { method, headers: named, body: text, signal, dispatcher };
    const { statusCode: status, statusText, headers: given, body } = await request(input, asked);
    const answer = WITHOUT_BODY.has(status) ? null : webStream(body);
    return new Response(answer, { status, statusText, headers: pairsOf(given) });
  };
}

/** `Readable.toWeb` does the same with more than twice the work. */
function webStream(body: Dispatcher.ResponseData['body']): ReadableStream<Uint8Array> {
  // Whoever reads is told; nobody may.
  body.on('error', () => undefined);
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await chunks.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      },
      cancel: () => void body.destroy(),
    },
    { highWaterMark: 0 },
  );
}

function pairsOf(headers: Dispatcher.ResponseData['headers']): [string, string][] {
  return Object.entries(headers).flatMap(([name, value = []]) =>
    [value].flat().map((each): [string, string] => [name, each]),
  );
}
