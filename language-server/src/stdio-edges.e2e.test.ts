import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleServer, framed, StdioServer } from './testing/stdio-server';

/** What clients do that are broken, strange or gone. */
const folder = mkdtempSync(join(tmpdir(), 'prompthub-lsp-edges-'));
const script = join(folder, 'server.js');
let server: StdioServer;
let cleanUp = (): void => undefined;

beforeAll(() => bundleServer(script));
beforeEach(() => {
  server = new StdioServer(script);
});
afterEach(() => {
  cleanUp();
  server.kill();
});
afterAll(() => rmSync(folder, { recursive: true }));

const initialize = (processId: number | null = null) =>
  server.request('initialize', { processId, rootUri: null, capabilities: {} });
const hello = { uri: 'untitled:hello.prompt', languageId: 'dotprompt', version: 1, text: '{{role "x"}}Hi' };

/** Whether a file is still checked. A reader that lost its place finds it with the bytes of the next message. */
async function works(): Promise<void> {
  const beat = setInterval(() => server.notify('$/beat'), 20);
  cleanUp = () => clearInterval(beat);
  server.notify('textDocument/didOpen', { textDocument: hello });
  expect((await server.diagnostics(1)).diagnostics.map(({ code }) => code)).toEqual(['unknown-role']);
}

test('before it is initialized the server serves nothing, and says so', async () => {
  const answer = await server.answer('textDocument/hover', {
    textDocument: { uri: hello.uri },
    position: { line: 0, character: 1 },
  });
  expect(answer.error?.code).toBe(-32002);
  await initialize();
  await works();
});

test('a method that it does not know is answered as such; an unknown notification is nobody’s business', async () => {
  await initialize();
  expect((await server.answer('textDocument/astonish', {})).error?.code).toBe(-32601);
  expect((await server.answer('$/astonish', {})).error?.code).toBe(-32601);
  server.notify('textDocument/didAstonish', {});
  server.notify('$/astonish', {});
  await works();
});

test.each([
  ['a body that is no JSON', framed('{ "jsonrpc": ')],
  ['JSON that is no message', framed('[1, 2]') + framed('null') + framed('"text"') + framed('{}')],
  ['a frame without a length', 'Content-Type: text\r\n\r\n'],
  ['a length that is no number', 'Content-Length: many\r\n\r\n'],
  ['a header of another protocol', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
  ['parameters of a wrong shape', framed('{"jsonrpc":"2.0","method":"textDocument/didOpen","params":7}')],
])('%s does not keep it from working', async (_, garbage) => {
  await initialize();
  server.write(garbage);
  await works();
});

test('requests with parameters of a wrong shape are answered with an error', async () => {
  await initialize();
  for (const params of [undefined, null, 7, [], {}, { textDocument: 7 }, { textDocument: { uri: 7 } }])
    expect(await server.answer('textDocument/hover', params)).toMatchObject({ id: expect.any(Number) });
  await works();
});

test('exit after shutdown ends it well', async () => {
  await initialize();
  expect(await server.request('shutdown')).toBeNull();
  server.notify('exit');
  expect(await server.exited).toBe(0);
});

test('exit without shutdown ends it with code 1', async () => {
  await initialize();
  server.notify('exit');
  expect(await server.exited).toBe(1);
});

test('exit before initialize ends it as well', async () => {
  server.notify('exit');
  expect(await server.exited).toBe(1);
});

test('when the client hangs up, the server ends', async () => {
  await initialize();
  server.notify('textDocument/didOpen', { textDocument: hello });
  server.hangUp();
  expect(await server.exited).toBe(1);
});

test('when the process of the client has ended, the server ends, also with its streams open', async () => {
  const client = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => client.once('exit', resolve));
  await initialize(client.pid);
  expect(await server.exited).toBe(1);
});
