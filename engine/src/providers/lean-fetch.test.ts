import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { runInThisContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import { leanFetch } from './lean-fetch';

const SHARED = Symbol.for('undici.globalDispatcher.1');
/** Node's own undici, which the `globalThis` of a test does not show. */
const ofNode = (runInThisContext('Response, globalThis') as { [SHARED]: Dispatcher })[SHARED];
const agent = new Agent();
let server: Server;
let asked: IncomingMessage[];
afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
afterAll(() => agent.close());

/** The address of a server that answers so. */
async function answering(listener: RequestListener, host = '127.0.0.1'): Promise<string> {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request);
    listener(request, response);
  });
  await once(server.listen(0, host), 'listening');
  const { port } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}/v1/ask?x=1`;
}

describe.each([
  ['of Node', ofNode],
  ['of the package', agent],
])('by the undici %s', (_name, dispatcher) => {
  const send = leanFetch(dispatcher);

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
      await expect(send(input, { body: new Uint8Array(1) })).rejects.toThrow('leanFetch takes an address');
    },
  );

  test('a server that is not read waits, and goes on when it is', async () => {
    const size = 32 * 1024 * 1024;
    const url = await answering((_request, response) => response.end(Buffer.alloc(size, 'x')));
    const answer = await send(url);
    const socket = asked[0]?.socket as Socket;
    const reader = answer.body?.getReader();
    let bytes = (await reader?.read())?.value?.byteLength ?? 0;
    expect(socket.writableLength).toBeGreaterThan(0);
    for (let next = await reader?.read(); next?.value; next = await reader?.read())
      bytes += next.value.byteLength;
    expect(bytes).toBe(size);
  });

  test('connections are kept for the next questions', async () => {
    const url = await answering((_request, response) => response.end('yes'));
    for (let turn = 0; turn < 10; turn++) await (await send(url)).text();
    // It is free only after a turn of the event loop: who asks at once needs a second one.
    expect(new Set(asked.map(({ socket }) => socket)).size).toBeLessThanOrEqual(2);
  });

  test('what is compressed without being asked for is read', async () => {
    const url = await answering((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('schön')),
    );
    expect(await (await send(url)).text()).toBe('schön');
  });

  test('a hint before the answer is not the answer', async () => {
    const url = await answering((_request, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' }, () => response.end('yes'));
    });
    const answer = await send(url);
    expect([answer.status, await answer.text()]).toEqual([200, 'yes']);
  });

  test('an address of IPv6', async () => {
    const url = await answering((_request, response) => response.end('yes'), '::1');
    expect(await (await send(url)).text()).toBe('yes');
  });

  test('a redirect is an answer like any other', async () => {
    const url = await answering((_request, response) => response.writeHead(307, { location: '/x' }).end());
    expect((await send(url)).status).toBe(307);
    expect(asked).toHaveLength(1);
  });

  test('nobody listens', async () => {
    const url = await answering(() => undefined);
    await new Promise((resolve) => server.close(resolve));
    await expect(send(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

const shared = globalThis as { [SHARED]?: Dispatcher | undefined };

describe('the dispatcher that is shared', () => {
  const own = shared[SHARED];
  afterEach(() => (shared[SHARED] = own));

  test('is asked as it is at the time: its proxies are ours', async () => {
    const url = await answering((_request, response) => response.end('yes'));
    const dispatched = jest.spyOn(agent, 'dispatch');
    shared[SHARED] = agent;
    await (await leanFetch()(url)).text();
    expect(dispatched).toHaveBeenCalledTimes(1);
  });

  test('is not needed: then its fetch asks, and follows no redirect either', async () => {
    const url = await answering((_request, response) => response.writeHead(307, { location: '/x' }).end());
    shared[SHARED] = undefined;
    expect((await leanFetch()(url)).status).toBe(307);
  });
});

test('who leaves while it is being connected does not wait for that', async () => {
  await answering(() => undefined);
  const connecting = Promise.withResolvers<void>();
  const never = new Agent({ connect: () => connecting.resolve() });
  const leaving = new AbortController();
  const answer = leanFetch(never)('http://127.0.0.1:1/', { signal: leaving.signal });
  await connecting.promise;
  leaving.abort();
  await expect(answer).rejects.toBe(leaving.signal.reason);
});
