import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { plainFetch } from './plain-fetch';

const agent = new Agent();
const send = plainFetch(agent);
let server: Server;
let asked: IncomingMessage[];
afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
afterAll(() => agent.close());

/** The address of a server that answers so. */
async function answering(listener: RequestListener): Promise<string> {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    listener(request, response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/ask?x=1`;
}

test('a question goes out as it is, and the answer comes with its status and headers', async () => {
  const url = await answering((request, response) => {
    response.writeHead(418, 'Teapot', { 'x-one': 'ä', 'set-cookie': ['a=1', 'b=2'] });
    request.pipe(response);
  });
  const headers = new Headers({ 'content-type': 'text/plain', authorization: 'Bearer key' });
  const answer = await send(new URL(url), { method: 'POST', headers, body: 'schön' });
  expect([answer.status, answer.statusText, await answer.text()]).toEqual([418, 'Teapot', 'schön']);
  expect([answer.headers.get('x-one'), answer.headers.getSetCookie()]).toEqual(['ä', ['a=1', 'b=2']]);
  const [{ method, url: path, headers: given } = {} as IncomingMessage] = asked;
  expect([method, path, given.authorization, given['content-type']]).toEqual([
    ...['POST', '/v1/ask?x=1', 'Bearer key', 'text/plain'],
  ]);
  expect(given['accept-encoding']).toBeUndefined();
});

test.each([204, 205, 304])('an answer without a body (%i)', async (status) => {
  const url = await answering((_request, response) => response.writeHead(status).end());
  const answer = await send(url);
  expect([answer.status, answer.body, await answer.text()]).toEqual([status, null, '']);
});

test('a body comes in pieces, and one that breaks off is an error', async () => {
  const url = await answering((_request, response) => {
    response.writeHead(200, { 'content-length': 100 }).write('first');
    setImmediate(() => response.destroy());
  });
  const reader = (await send(url)).body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('first');
  await expect(reader?.read()).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
});

test.each(['before anything is read', 'while it is read'])(
  'who leaves closes the connection: %s',
  async (when) => {
    const closed = Promise.withResolvers<void>();
    const url = await answering((request, response) => {
      request.once('close', () => closed.resolve());
      response.write('first');
    });
    const leaving = new AbortController();
    const reader = (await send(url, { signal: leaving.signal })).body?.getReader();
    if (when === 'while it is read') await reader?.read();
    leaving.abort();
    await expect(reader?.read()).rejects.toBe(leaving.signal.reason);
    await closed.promise;
  },
);

test('a body that is cancelled closes the connection', async () => {
  const closed = Promise.withResolvers<void>();
  const url = await answering((request, response) => {
    request.once('close', () => closed.resolve());
    response.write('first');
  });
  await (await send(url)).body?.cancel();
  await closed.promise;
});

test('who has left already asks nobody', async () => {
  const url = await answering((_request, response) => response.end());
  await expect(send(url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  expect(asked).toEqual([]);
});

test.each([new Request('http://127.0.0.1/'), 'http://127.0.0.1/'])(
  'what it cannot send is refused',
  async (input) => {
    await expect(send(input, { body: new Uint8Array(1) })).rejects.toThrow('plainFetch takes an address');
  },
);
