/* eslint-disable @typescript-eslint/require-await -- bridges are asynchronous by contract */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { credentialsFromEnvironment, endpointsFromEnvironment } from './credentials';
import { addressOf, hostOf } from './endpoint-address';
import { parseModelName } from './model-name';
import {
  ProviderError,
  type CallOptions,
  type EndpointConfig,
  type ModelEvent,
  type ModelRequest,
  type ProviderContext,
} from './provider';
import { createProvider } from './provider-registry';
import { retryAfterOf } from './retry-after';

const noKeys: ProviderContext = { credentials: () => Promise.resolve(undefined) };
const hello: ModelRequest = {
  model: 'm',
  messages: [{ role: 'user', content: [{ text: 'Hello  there\nyou ' }] }],
  config: {},
};

async function hear(
  name: string,
  context: ProviderContext = noKeys,
  options?: CallOptions,
): Promise<ModelEvent[]> {
  const { provider, model } = createProvider(name, context);
  const events: ModelEvent[] = [];
  for await (const event of provider.stream({ ...hello, model }, options)) events.push(event);
  return events;
}

describe('names', () => {
  test.each([
    ['openai/gpt-5-mini', 'openai', 'gpt-5-mini'],
    ['local/org/model:7b', 'local', 'org/model:7b'],
    ['gpt-4o', 'openai', 'gpt-4o'],
    ['chatgpt-4o-latest', 'openai', 'chatgpt-4o-latest'],
    ['o3-mini', 'openai', 'o3-mini'],
    ['claude-haiku-4-5', 'anthropic', 'claude-haiku-4-5'],
    ['echo', 'echo', 'echo'],
    [' openai/gpt-5 ', 'openai', 'gpt-5'],
  ])('%j is %s and %s', (name, provider, model) => {
    expect(parseModelName(name)).toEqual({ provider, model });
  });

  test.each(['', 'llama3', 'opus', '/x'])('%j says how to write it', (name) => {
    expect(() => parseModelName(name)).toThrow(
      expect.objectContaining({ code: 'unknown-provider', message: expect.stringContaining('model') }),
    );
  });

  test.each(['googleai/gemini-1.5-flash', 'vertexai/gemini', 'meta-llama/Llama-3'])(
    '%s says what to configure',
    (name) => {
      const [provider] = name.split('/');
      expect(() => createProvider(name, noKeys)).toThrow(
        expect.objectContaining({
          code: 'unknown-provider',
          message: expect.stringContaining(`endpoint named "${provider}"`),
        }),
      );
    },
  );

  test('an endpoint of that name serves them', () => {
    const endpoints: EndpointConfig[] = [
      { name: 'googleai', kind: 'openai-compatible', baseUrl: 'https://g.test/v1' },
    ];
    expect(createProvider('googleai/gemini', { ...noKeys, endpoints })).toMatchObject({
      provider: { id: 'googleai' },
      model: 'gemini',
    });
  });
});

describe('keys', () => {
  test.each([
    ['openai/gpt-5', 'api.openai.com'],
    ['anthropic/claude-haiku-4-5', 'api.anthropic.com'],
  ])('%s asks for the key of %s, and says when there is none', async (name, host) => {
    const asked: unknown[] = [];
    const context: ProviderContext = { credentials: (request) => Promise.resolve(void asked.push(request)) };
    await expect(hear(name, context)).rejects.toMatchObject({
      code: 'missing-credentials',
      message: expect.stringContaining(host),
    });
    expect(asked).toEqual([{ provider: name.split('/')[0], host }]);
  });

  test('a key that cannot be sent is refused without being shown', async () => {
    const context: ProviderContext = { credentials: () => Promise.resolve('sk-secret\nkey') };
    const error: unknown = await hear('openai/gpt-5', context).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'missing-credentials' });
    expect(String(error)).not.toContain('secret');
  });

  test('azure needs an address', async () => {
    await expect(hear('azure/gpt')).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringContaining('base URL'),
    });
  });

  test("a workspace's address for openai asks for that host's key, not openai's", async () => {
    const environment = { OPENAI_API_KEY: 'sk-a' };
    const context: ProviderContext = {
      credentials: credentialsFromEnvironment(environment),
      endpoints: [{ name: 'openai', kind: 'openai', baseUrl: 'https://evil.test/v1' }],
    };
    await expect(hear('openai/gpt-5', context)).rejects.toMatchObject({ code: 'missing-credentials' });
  });
});

describe('keys from the environment', () => {
  const key = (environment: Record<string, string>, provider: string, host: string) =>
    credentialsFromEnvironment(environment)({ provider, host });

  test.each([
    [{ OPENAI_API_KEY: 'k' }, 'openai', 'api.openai.com', 'k'],
    [{ OPENAI_API_KEY: 'k' }, 'mine', 'api.openai.com', 'k'],
    [{ OPENAI_API_KEY: 'k' }, 'openai', 'evil.test', undefined],
    [{ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://gw.test/v1' }, 'openai', 'gw.test', 'k'],
    [{ OPENAI_API_KEY: 'k', OPENAI_BASE_URL: 'https://gw.test/v1' }, 'openai', 'api.openai.com', undefined],
    [{ ANTHROPIC_API_KEY: 'k' }, 'anthropic', 'api.anthropic.com', 'k'],
    [
      { ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://localhost:8080' },
      'anthropic',
      'localhost:8080',
      'k',
    ],
    [{ ANTHROPIC_API_KEY: 'k' }, 'anthropic', 'api.openai.com', undefined],
    [{ AZURE_OPENAI_API_KEY: 'k' }, 'azure', 'any.openai.azure.com', undefined],
    [
      { AZURE_OPENAI_API_KEY: 'k', AZURE_OPENAI_ENDPOINT: 'https://me.openai.azure.com/' },
      'azure',
      'me.openai.azure.com',
      'k',
    ],
    [{ PROMPTHUB_KEY_MY_GW: 'k' }, 'my-gw', 'gw.test', undefined],
    [{ PROMPTHUB_KEY_MY_GW: 'k', PROMPTHUB_HOST_MY_GW: 'gw.test' }, 'my-gw', 'gw.test', 'k'],
    [{ PROMPTHUB_KEY_MY_GW: 'k', PROMPTHUB_HOST_MY_GW: 'localhost:8000' }, 'my-gw', 'localhost:8000', 'k'],
    [{ PROMPTHUB_KEY_MY_GW: 'k', PROMPTHUB_HOST_MY_GW: 'https://gw.test/v1' }, 'my-gw', 'gw.test', 'k'],
    [{ PROMPTHUB_KEY_MY_GW: 'k', PROMPTHUB_HOST_MY_GW: 'gw.test' }, 'my-gw', 'evil.test', undefined],
    [{ PROMPTHUB_KEY_MY_GW: 'k', PROMPTHUB_HOST_MY_GW: 'gw.test' }, 'other', 'gw.test', undefined],
    [{ OPENAI_API_KEY: '' }, 'openai', 'api.openai.com', undefined],
  ])(
    '%j gives %s at %s the key %s',
    async (environment: Record<string, string>, provider, host, expected) => {
      expect(await key(environment, provider, host)).toBe(expected);
    },
  );

  test('describes endpoints', () => {
    expect(endpointsFromEnvironment({})).toEqual([]);
    const environment = {
      OPENAI_BASE_URL: 'https://o.test/v1',
      ANTHROPIC_BASE_URL: 'https://a.test',
      AZURE_OPENAI_ENDPOINT: 'https://z.test',
      OPENAI_API_VERSION: '2025-01-01',
    };
    expect(endpointsFromEnvironment(environment).map(({ name, apiVersion }) => [name, apiVersion])).toEqual([
      ['openai', undefined],
      ['anthropic', undefined],
      ['azure', '2025-01-01'],
    ]);
  });
});

describe('addresses', () => {
  test('lose their trailing slashes and keep their port', () => {
    expect(addressOf({ name: 'x', kind: 'openai', baseUrl: 'http://localhost:11434/v1//' })).toEqual({
      baseUrl: 'http://localhost:11434/v1',
      host: 'localhost:11434',
    });
    expect(hostOf('https://API.openai.com/v1')).toBe('api.openai.com');
    expect(hostOf('nonsense')).toBeUndefined();
  });

  test.each([
    'ftp://x',
    'nonsense',
    'https://user:secret@x.test/v1',
    'https://x.test/?key=secret',
    'file:///x',
  ])('%s is refused', (baseUrl) => {
    expect(() => addressOf({ name: 'x', kind: 'openai', baseUrl })).toThrow(
      expect.objectContaining({ code: 'invalid-request', message: expect.not.stringContaining('secret') }),
    );
  });
});

describe('echo', () => {
  test('answers with the prompt, piece by piece', async () => {
    const events = await hear('echo');
    const last = events.at(-1);
    expect(events.length).toBeGreaterThan(3);
    expect(last).toMatchObject({
      type: 'done',
      answer: { text: 'Hello  there\nyou ', finishReason: 'stop', usage: { estimated: true } },
    });
    expect(events.map((event) => (event.type === 'text' ? event.text : '')).join('')).toBe(
      'Hello  there\nyou ',
    );
  });

  test('can be cancelled', async () => {
    await expect(hear('echo', noKeys, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
  });
});

describe("the editor's model", () => {
  const bridge = (make: (signal?: AbortSignal) => AsyncGenerator<ModelEvent>): ProviderContext => ({
    ...noKeys,
    editorModel: (_request, { signal }) => make(signal),
  });

  test('is not there outside the editor', async () => {
    await expect(hear('vscode/gpt-4o')).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('VS Code'),
    });
  });

  test('gives an answer also when the bridge only sends text', async () => {
    const events = await hear(
      'vscode/gpt-4o',
      bridge(async function* () {
        yield { type: 'text', text: 'hi' };
      }),
    );
    expect(events).toMatchObject([
      { type: 'text' },
      { type: 'done', answer: { text: 'hi', model: 'gpt-4o', usage: { estimated: true } } },
    ]);
  });

  test('passes on what the bridge reports', async () => {
    const context = bridge(async function* () {
      throw new ProviderError('rate-limited', 'later');
    });
    await expect(hear('vscode', context)).rejects.toMatchObject({ code: 'rate-limited' });
  });

  test('stops at the time limit', async () => {
    const context = bridge(async function* (signal) {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('stopped'))));
    });
    await expect(hear('vscode', context, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'timeout' });
  });
});

test.each([
  [{ 'retry-after': '7' }, 7000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after-ms': '120', 'retry-after': '7' }, 120],
  [{ 'retry-after': 'Mon, 23 Nov 2026 12:00:10 GMT' }, 10_000],
  [{ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'Mon, 23 Nov 2026 12:00:10 GMT', date: 'Mon, 23 Nov 2026 12:00:07 GMT' }, 3_000],
  [{ 'x-ms-retry-after-ms': '90', 'retry-after': '7' }, 90],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('%j waits %s ms', (headers: Record<string, string>, expected) => {
  expect(retryAfterOf(new Headers(headers), Date.parse('2026-11-23T12:00:00Z'))).toBe(expected);
});

test('nothing heavy loads before its first use', () => {
  const root = join(__dirname, '..');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => /(?<!\.test)\.ts$/.test(name) && !name.includes('testing'),
  );
  const eager = files.filter((name) =>
    /^import (?!type\b)[^;]*from '(openai|@anthropic-ai\/sdk|quickjs-emscripten)/m.test(
      readFileSync(join(root, name), 'utf8'),
    ),
  );
  expect(files.length).toBeGreaterThan(40);
  expect(eager).toEqual([]);
});
