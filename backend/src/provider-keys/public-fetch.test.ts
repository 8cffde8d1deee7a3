import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkedLookup, publicFetch, type Resolve } from './public-fetch';

let server: Server;
let asked: string[];
beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(request.headers.host ?? '');
    response.setHeader('connection', 'close').end('answered');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const urlOf = (name: string): string => `http://${name}:${(server.address() as AddressInfo).port}/v1`;

/** A name server that gives one answer after the other, and the last for ever. */
function answers(...given: string[][]): Resolve {
  let next = 0;
  return (_name, done) => {
    const addresses = given[Math.min(next++, given.length - 1)] ?? [];
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
}

const whyNot = async (request: Promise<Response>): Promise<string> => {
  const error: unknown = await request.then(
    () => 'answered',
    (reason: unknown) => reason,
  );
  return error instanceof Error ? error.message : String(error);
};

test('a name server that changes its answer is asked and checked for each connection', async () => {
  // Loopback stands for the public address here.
  const isRefused = (address: string): boolean => address === '127.0.0.2';
  const send = publicFetch({ resolve: answers(['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']), isRefused });
  const url = urlOf('rebind.example');
  const answer = await send(url, {
    method: 'POST',
    headers: new Headers({ accept: 'text/plain' }),
    body: '{}',
  });
  expect([answer.status, await answer.text()]).toEqual([200, 'answered']);
  expect(await whyNot(send(url))).toContain('does not call rebind.example: it leads into a private network');
  expect((await send(url)).status).toBe(200);
  expect(asked).toEqual([new URL(url).host, new URL(url).host]);
});

test.each([[['93.184.215.14', '10.0.0.1']], [['2606:2800:21f::1', '::1']], [['169.254.169.254']], [[]]])(
  'one address that is not public, or none, is enough to refuse: %j',
  async (addresses) => {
    const request = publicFetch({ resolve: answers(addresses) })(urlOf('mixed.example'));
    expect(await whyNot(request)).toMatch(/leads into a private network|no address for/);
  },
);

test.each(['127.0.0.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]'])(
  'an address that is written in the URL is checked as well: %s',
  async (host) => {
    await expect(publicFetch()(urlOf(host))).rejects.toMatchObject({ code: 'refused', unreached: true });
    expect(asked).toEqual([]);
  },
);

test.each([301, 302, 303, 307, 308])('a redirect is handed back and not followed (%i)', async (status) => {
  server.removeAllListeners('request').on('request', (request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(status, { location: urlOf('127.0.0.1'), connection: 'close' }).end();
  });
  const send = publicFetch({ resolve: answers(['127.0.0.1']), isRefused: () => false });
  const answer = await send(`${urlOf('public.example')}/start`, { redirect: 'follow' });
  expect([answer.status, asked]).toEqual([status, ['/v1/start']]);
});

test('a resolver that fails fails the call', async () => {
  const resolve: Resolve = (_name, done) => done(new Error('SERVFAIL'));
  expect(await whyNot(publicFetch({ resolve })(urlOf('away.example')))).toBe('SERVFAIL');
  const reason = { hostname: 'nothing.invalid', syscall: 'getaddrinfo' };
  await expect(publicFetch()(urlOf('nothing.invalid'))).rejects.toMatchObject(reason);
});

test('public addresses are handed on, one or all of them', () => {
  const lookup = checkedLookup({ resolve: answers(['93.184.215.14', '2606:2800:21f::1']) });
  const given: unknown[] = [];
  lookup('public.example', { all: true }, (error, address) => given.push(error, address));
  lookup('public.example', {}, (error, address, family) => given.push(error, address, family));
  const both = [
    { address: '93.184.215.14', family: 4 },
    { address: '2606:2800:21f::1', family: 6 },
  ];
  expect(given).toEqual([null, both, null, '93.184.215.14', 4]);
});

test('the system resolves when nothing else is given', async () => {
  expect(await whyNot(publicFetch()(urlOf('localhost')))).toContain('leads into a private network');
});
