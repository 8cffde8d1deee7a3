import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { AssertionSpec, AssertionVerdict } from '../runner/test-case';
import { AssertionError } from './assertion';
import { NO_TOOLS } from './assertion-tools';
import { judge } from './judge';
import { postTo } from './post-to';
import { observed } from './testing/golden';

const asked: { body: unknown; headers: IncomingMessage['headers'] }[] = [];
let server: Server;
let address: string;

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = JSON.parse(await text(request)) as { output: string; inputs: string };
  asked.push({ body, headers: request.headers });
  const replies: Readonly<Record<string, () => unknown>> = {
    '/ada': () =>
      response.end(
        JSON.stringify({
          pass: body.output === 'Ada',
          score: body.output === 'Ada' ? 0.8 : 0.2,
          reason: 'said so',
        }),
      ),
    '/classes': () => response.end(classesOf(body.inputs)),
    '/listed': () => response.end(`[${classesOf(body.inputs)}]`),
    '/text': () => response.end('fine'),
    '/other': () => response.end('{"passed":true}'),
    '/broken': () => response.writeHead(500).end('{"pass":true}'),
    '/away': () => response.writeHead(307, { location: '/ada' }).end(),
    '/much': () => response.end('x'.repeat(1_500_000)),
    '/cut': () => response.destroy(),
  };
  replies[request.url ?? '']?.();
}

const classesOf = (said: string): string =>
  JSON.stringify([
    { label: 'polite', score: said.includes('please') ? 0.9 : 0.1 },
    { label: 'rude', score: said.includes('please') ? 0.1 : 0.9 },
  ]);

const judged = (
  path: string,
  output = 'Ada',
  allow: (host: string) => void = () => undefined,
): Promise<AssertionVerdict> =>
  judge({ type: 'webhook', value: `${address}${path}` }, observed(output), {
    index: 0,
    tools: { ...NO_TOOLS, post: postTo({ allow }) },
  });

test('the server decides, and sees the answer, the prompt and the variables', async () => {
  expect(await judged('/ada')).toMatchObject({ pass: true, score: 0.8, reason: 'said so' });
  expect(asked.at(-1)?.body).toEqual({
    output: 'Ada',
    context: { prompt: 'Say hello', vars: observed('').vars },
  });
  expect(asked.at(-1)?.headers).not.toHaveProperty('authorization');
  expect(await judged('/ada', 'Bob')).toMatchObject({ pass: false, score: 0.2 });
});

test.each([
  ['/text', 'did not answer with JSON'],
  ['/other', 'did not answer with JSON'],
  ['/broken', 'status 500'],
  ['/away', 'could not be asked'],
  ['/much', 'more than 1 MB'],
  ['/cut', 'could not be asked'],
])('%s is errored', async (path, message) => {
  const verdict = await judged(path);
  expect(verdict).toMatchObject({ pass: false, errored: true });
  expect(verdict.reason).toContain(message);
});

test('nothing is sent to a host that the person has not allowed', async () => {
  const before = asked.length;
  const verdict = await judged('/ada', 'Ada', (host) => {
    throw new AssertionError(`${host} was not allowed.`);
  });
  expect(verdict).toMatchObject({ pass: false, errored: true });
  expect(verdict.reason).toContain('was not allowed');
  expect(asked).toHaveLength(before);
});

test('a server that does not answer, or is not there, is said', async () => {
  const cancelled = new AbortController();
  const tools = { ...NO_TOOLS, post: postTo({ allow: () => undefined, signal: cancelled.signal }) };
  const waiting = judge({ type: 'webhook', value: `${address}/silent` }, observed('x'), { index: 0, tools });
  cancelled.abort();
  expect(await waiting).toMatchObject({ errored: true });
  const refused = await judge({ type: 'webhook', value: 'http://127.0.0.1:9/x' }, observed('x'), {
    index: 0,
    tools: { ...NO_TOOLS, post: postTo({ allow: () => undefined }) },
  });
  expect(refused.reason).toContain('127.0.0.1:9 could not be asked');
});

describe('a classifier on a server', () => {
  const classified = (
    path: string,
    output: string,
    more: Partial<AssertionSpec> = {},
  ): Promise<AssertionVerdict> => {
    const spec = {
      type: 'classifier',
      value: 'polite',
      threshold: 0.8,
      config: { url: `${address}${path}` },
      ...more,
    };
    return judge(spec, observed(output), {
      index: 0,
      tools: { ...NO_TOOLS, post: postTo({ allow: () => undefined }) },
    });
  };

  test.each(['/classes', '/listed'])('%s: the score of the class decides', async (path) => {
    expect(await classified(path, 'please go')).toMatchObject({ pass: true, score: 0.9 });
    expect(asked.at(-1)?.body).toEqual({ inputs: 'please go' });
    expect(await classified(path, 'go')).toMatchObject({ pass: false, score: 0.1 });
    expect(await classified(path, 'go', { type: 'not-classifier' })).toMatchObject({
      pass: true,
      score: 0.9,
    });
    expect(await classified(path, 'go', { value: 'unknown' })).toMatchObject({ pass: false, score: 0 });
  });

  test('what is no such server, or may not be asked, is errored', async () => {
    expect((await classified('/text', 'x')).reason).toContain('JSON of [{ label, score }, ...]');
    expect((await classified('', 'x', { config: { url: 'file:///etc' } })).reason).toContain(
      'begins with https',
    );
    const spec = { type: 'classifier', value: 'x', config: { url: address } };
    expect(await judge(spec, observed('x'), { index: 0 })).toMatchObject({
      errored: true,
      reason: expect.stringContaining('not done here') as string,
    });
  });
});
