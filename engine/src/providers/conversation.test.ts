import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProviderError } from './provider';
import { ALL_WIRES, ask, startPlainServer, WIRES, type WireUnderTest } from './testing/wire-server';
import { textFrames } from './testing/wire-frames';

/** The failure of a call whose answer is these bytes and then the end of the connection. */
async function cutAfter(wire: WireUnderTest, frames: string): Promise<ProviderError> {
  const server = await startPlainServer((_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(frames, () => response.socket?.end());
  });
  const error: unknown = await ask(wire, server.url, { prompt: 'one two three' }).catch((e: unknown) => e);
  await server.stop();
  if (!(error instanceof ProviderError)) throw error;
  return error;
}

describe.each(ALL_WIRES)('a stream of $name that breaks off', (wire) => {
  const frames = textFrames(wire, ['four words ', 'of text']);

  test('before the first token: the model had not begun', async () => {
    expect(await cutAfter(wire, frames.head)).toMatchObject({ code: 'network', begun: false });
  });

  test('after it: the model had begun, and what was used is known', async () => {
    const error = await cutAfter(wire, frames.head + frames.pieces.join(''));
    expect(error).toMatchObject({ code: 'network', begun: true, used: { outputTokens: 4, estimated: true } });
    expect(error.used?.inputTokens).toBeGreaterThan(0);
  });
});

test('input that Anthropic counts at the start is known also when nothing was said', async () => {
  const wire = WIRES[3];
  const { head } = textFrames(wire, []);
  expect(await cutAfter(wire, head)).toMatchObject({
    begun: false,
    used: { inputTokens: 12, outputTokens: 1 },
  });
});

test.each(ALL_WIRES)('an answer of $name in one piece that breaks off was paid for', async (wire) => {
  const server = await startPlainServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"id":', () => response.destroy());
  });
  const asked = ask(wire, server.url, { config: { stream: false } });
  await expect(asked).rejects.toMatchObject({ code: 'network', begun: true });
  await server.stop();
});

test.each(ALL_WIRES)('a refusal of $name that breaks off was not', async (wire) => {
  const server = await startPlainServer((_request, response) => {
    response.writeHead(500, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"error":', () => response.destroy());
  });
  const asked = ask(wire, server.url, { config: { stream: false } });
  await expect(asked).rejects.toMatchObject({ begun: false });
  await server.stop();
});
