import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Gateway } from '../resilience/gateway';
import type { ModelEvent, ProviderContext } from './provider';
import { createProvider } from './provider-registry';
import { textFrames } from './testing/wire-frames';
import {
  ask,
  contextFor,
  startPlainServer,
  ALL_WIRES,
  type PlainServer,
  type WireUnderTest,
} from './testing/wire-server';

const PIECES = ['Grüße ', '👋🏽, "you"\n', '\u2028 你好'];
const request = { messages: [{ role: 'user' as const, content: [{ text: 'hello' }] }], config: {} };
const bytesOf = (wire: WireUnderTest, pieces = PIECES): Buffer => {
  const { head, pieces: frames, tail } = textFrames(wire, pieces);
  return Buffer.from(head + frames.join('') + tail);
};

let server: PlainServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function heard(wire: WireUnderTest, context: ProviderContext): Promise<ModelEvent[]> {
  const { provider, model } = createProvider(`${wire.name}/${wire.model}`, context);
  const events: ModelEvent[] = [];
  for await (const event of provider.stream({ ...request, model })) events.push(event);
  return events;
}

describe.each(ALL_WIRES.filter(({ name }) => name !== 'local'))('a stream of $name', (wire) => {
  const begin = (response: ServerResponse): ServerResponse =>
    response.writeHead(200, { 'content-type': 'text/event-stream' });

  test.each(['\n', '\r\n'])(
    'is the same wherever it is split, with lines that end in %j',
    async (lineEnd) => {
      const bytes = Buffer.from(bytesOf(wire).toString().replaceAll('\n', lineEnd));
      let split = 0;
      const context: ProviderContext = {
        ...contextFor(wire, 'http://127.0.0.1:9'),
        // eslint-disable-next-line @typescript-eslint/require-await -- stands for the network
        fetch: async () => {
          const parts = [bytes.subarray(0, split), bytes.subarray(split)].filter(({ length }) => length > 0);
          return new Response(ReadableStream.from(parts), {
            headers: { 'content-type': 'text/event-stream' },
          });
        },
      };
      const whole = await heard(wire, context);
      expect(whole.slice(0, -1)).toEqual(PIECES.map((text) => ({ type: 'text', text })));
      for (split = 1; split < bytes.length; split++) expect(await heard(wire, context)).toEqual(whole);
      expect(split).toBeGreaterThan(500);
    },
  );

  test('is the same when every byte comes by itself, on the wire', async () => {
    server = await startPlainServer((_request, response) => {
      begin(response).socket?.setNoDelay(true);
      void (async () => {
        for (const byte of bytesOf(wire)) {
          response.write(Buffer.of(byte));
          await nextTurn();
        }
        response.end();
      })();
    });
    const { pieces, answer } = await ask(wire, server.url, {});
    expect(pieces).toEqual(PIECES);
    expect(answer.usage).toMatchObject({ inputTokens: 12, outputTokens: 7, estimated: false });
  });

  test('of ten megabytes arrives whole', async () => {
    const piece = 'x'.repeat(100_000);
    server = await startPlainServer((_request, response) => {
      begin(response).end(bytesOf(wire, Array<string>(100).fill(piece)));
    });
    const { answer } = await ask(wire, server.url, {});
    expect(answer.text.length).toBe(10_000_000);
  });

  test('without a word is an empty answer', async () => {
    server = await startPlainServer((_request, response) => void begin(response).end(bytesOf(wire, [])));
    const { pieces, answer } = await ask(wire, server.url, {});
    expect([pieces, answer.text, answer.finishReason]).toEqual([[], '', 'stop']);
  });

  test('that never says anything and never ends is ended at the time limit, down to the socket', async () => {
    let closed: Promise<unknown> | undefined;
    server = await startPlainServer((_request, response) => {
      closed = once(response, 'close');
      begin(response);
      void (async () => {
        for (; !response.destroyed; await nextTurn()) response.write(': still here\n\n');
      })();
    });
    await expect(ask(wire, server.url, {}, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout' });
    await closed;
  });

  test('is not read faster than its reader reads', async () => {
    const sent = { frames: 0, ended: false };
    server = await startPlainServer((_request, response) => {
      begin(response);
      void sendPadded(response, wire, sent);
    });
    const context = contextFor(wire, server.url);
    const events = new Gateway().stream(
      { model: `${wire.name}/${wire.model}`, request },
      { open: (name) => createProvider(name, context) },
    );
    await events.next();
    expect(await framesOfStalled(sent)).toBeLessThan(PADDED_FRAMES * 0.7);
    let read = 1;
    for await (const event of events) if (event.type === 'text') read++;
    expect([read, sent.frames]).toEqual([PADDED_FRAMES, PADDED_FRAMES]);
  });
});

/** 24 MB: more than the sockets of both sides hold, and less than what is taken for endless. */
const PADDED_FRAMES = 240;
const PADDING = 'x'.repeat(100_000);

/** Sends frames of a letter each with much beside it, whenever the socket takes more. */
async function sendPadded(
  response: ServerResponse,
  wire: WireUnderTest,
  sent: { frames: number; ended: boolean },
): Promise<void> {
  const { head, pieces, tail } = textFrames(wire, ['x']);
  const padded = (pieces[0] ?? '').replace('{', `{"padding":"${PADDING}",`);
  response.write(head);
  for (; sent.frames < PADDED_FRAMES; sent.frames++)
    if (!response.write(padded)) await once(response, 'drain');
  sent.ended = true;
  response.end(tail);
}

/** How much was sent when nothing has moved for many turns of the event loop. */
async function framesOfStalled(sent: { frames: number; ended: boolean }): Promise<number> {
  let last = -1;
  for (let still = 0; still < 300 && !sent.ended; still++) {
    if (sent.frames !== last) [last, still] = [sent.frames, 0];
    await nextTurn();
  }
  return sent.frames;
}
