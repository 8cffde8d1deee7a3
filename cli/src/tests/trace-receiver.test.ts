import { gzipSync } from 'node:zlib';
import { TraceReceiver } from './trace-receiver';

const TRACE = 'a'.repeat(32);
const bodyOf = (traceId: string, ...names: string[]): string =>
  JSON.stringify({
    resourceSpans: [{ scopeSpans: [{ spans: names.map((name) => ({ traceId, spanId: 'b', name })) }] }],
  });

let receiver: TraceReceiver;
beforeEach(async () => {
  receiver = await TraceReceiver.open({ port: 0, quietMs: 20, longestMs: 5_000 });
});
afterEach(() => receiver.close());

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${receiver.port}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return response.status;
}

test('spans of a trace that is expected are kept until they are collected, with late ones', async () => {
  receiver.expect(TRACE);
  expect(await send(bodyOf(TRACE, 'early'))).toBe(200);
  const collected = receiver.collect(TRACE);
  expect(await send(bodyOf(TRACE, 'late'))).toBe(200);
  expect((await collected).map(({ name }) => name)).toEqual(['early', 'late']);
  receiver.forget(TRACE);
  expect(await receiver.collect(TRACE)).toEqual([]);
});

test('spans of other traces are dropped', async () => {
  receiver.expect(TRACE);
  const collected = receiver.collect(TRACE);
  expect(await send(bodyOf('c'.repeat(32), 'other'))).toBe(200);
  expect(await send(bodyOf(TRACE, 'mine'))).toBe(200);
  expect((await collected).map(({ name }) => name)).toEqual(['mine']);
});

test('bodies may be compressed, and are refused in words when they are none', async () => {
  receiver.expect(TRACE);
  const gzip = { 'content-encoding': 'gzip' };
  expect(await send(new Uint8Array(gzipSync(bodyOf(TRACE, 'packed'))), gzip)).toBe(200);
  expect((await receiver.collect(TRACE)).map(({ name }) => name)).toEqual(['packed']);
  expect(await send('{')).toBe(400);
  expect(await send('x', gzip)).toBe(400);
  // What unpacks to more than may be sent.
  expect(await send(new Uint8Array(gzipSync(Buffer.alloc(17 * 1024 * 1024))), gzip)).toBe(400);
  expect(await send('{}', { 'content-type': 'text/html' })).toBe(415);
  expect((await fetch(`http://127.0.0.1:${receiver.port}/`)).status).toBe(404);
});

test('nothing is waited for longer than said', async () => {
  const hasty = await TraceReceiver.open({ port: 0, longestMs: 1 });
  hasty.expect(TRACE);
  expect(await hasty.collect(TRACE)).toEqual([]);
  await hasty.close();
});

test('a test judges what the asked server tells of its answer', async () => {
  const { runMatrix } = await import('@prompthub/engine');
  const choice = { index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' };
  const answer = { id: '1', model: 'm', choices: [choice] };
  const app: typeof fetch = async (_, init) => {
    const [, traceId = ''] = (new Headers(init?.headers).get('traceparent') ?? '').split('-');
    expect(await send(bodyOf(traceId, 'retrieve documents', 'rank'))).toBe(200);
    return Response.json(answer);
  };
  const endpoints = [{ name: 'app', kind: 'openai-compatible', baseUrl: 'http://localhost:9/v1' }] as const;
  const context = { endpoints, credentials: () => Promise.resolve('key'), fetch: app };
  const assert = [
    { type: 'trace-span-count', value: { pattern: 'retrieve *', min: 1, max: 1 } },
    { type: 'trace-span-count', value: { pattern: '*', min: 3, max: 3 } },
  ];
  const source = '---\nmodel: app/m\nconfig: { stream: false }\n---\nHi';
  const tests = [{ index: 0, description: 'traced', mode: 'run' as const, vars: {}, assert }];
  const run = await runMatrix({
    prompts: [{ name: 'a.prompt', wording: { source }, tests, context }],
    spans: receiver,
  });
  expect(run.prompts[0]?.[0]?.result).toMatchObject({ status: 'passed' });
});
