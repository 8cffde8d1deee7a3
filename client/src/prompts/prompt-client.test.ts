import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { HubError } from '../errors';
import { FakeClock } from '../testing/fake-clock';
import { FaultProxy, type Fault } from '../testing/fault-proxy';
import { ReleaseServer } from '../testing/release-server';
import { PromptClient, type PromptClientOptions } from './prompt-client';
import type { PromptLock } from './prompt-source';
import { PromptUnavailableError } from './prompt-unavailable-error';

const PRODUCTION = { environment: 'production' };

/** So short that no request is tried a second time: what the network does decides what happens, and no time passes. */
const AT_ONCE = { deadlineMs: 100 };

let hub: ReleaseServer;
let proxy: FaultProxy;
let clock: FakeClock;
let problems: Error[];
const clients: PromptClient[] = [];

beforeAll(async () => {
  hub = await ReleaseServer.start();
});
afterAll(() => hub.close());
beforeEach(async () => {
  proxy = new FaultProxy(hub.url);
  await proxy.start();
  clock = new FakeClock();
  problems = [];
  hub.answers.length = 0;
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await proxy.stop();
});

function clientOf(options: Partial<PromptClientOptions> = {}): PromptClient {
  const given = {
    hub: proxy.url,
    project: 'acme/desk',
    push: false,
    onProblem: (problem: Error) => void problems.push(problem),
    ...options,
  };
  const client = new PromptClient(given, { clock, random: () => 0.999 });
  clients.push(client);
  return client;
}

const reply = (words: string) => ({
  'reply.prompt': `---\nmodel: echo/echo\nconfig: { temperature: 0.5 }\n---\n${words} {{name}}{{> end}}\n`,
  '_end.prompt': '!',
});
const textOf = (prompt: { render: (variables: { name: string }) => { messages: unknown } }) =>
  JSON.stringify(prompt.render({ name: 'Ada' }).messages);

/** Lets what is under way in the network happen until it is so. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await setImmediate();
}

describe('a prompt', () => {
  it('renders to messages, model and config, and says what it is', async () => {
    const commit = hub.deploy('production', reply('Hello'));
    const prompt = await clientOf().getPrompt<{ name: string }>('reply', PRODUCTION);
    expect(prompt.render({ name: 'Ada' })).toMatchObject({
      model: 'echo/echo',
      config: { temperature: 0.5 },
      messages: [{ role: 'user', content: [{ text: 'Hello Ada!' }] }],
    });
    expect(prompt).toMatchObject({
      path: 'reply.prompt',
      source: 'hub',
      commit,
      version: commit.slice(0, 7),
      ageMs: 0,
    });
    expect(prompt.text).toBe(reply('Hello')['reply.prompt']);
  });

  it('is the same with and without its extension', async () => {
    hub.deploy('production', reply('Hello'));
    const client = clientOf();
    await client.getPrompt('reply', PRODUCTION);
    expect(await client.getPrompt('reply.prompt', PRODUCTION)).toMatchObject({ source: 'cache' });
  });

  it('stays as it is in the cache when the application changes what it rendered to', async () => {
    hub.deploy('production', reply('Hello'));
    const client = clientOf();
    const first = (await client.getPrompt('reply', PRODUCTION)).render({ name: 'Ada' });
    Object.assign(first.config ?? {}, { temperature: 2 });
    expect((await client.getPrompt('reply', PRODUCTION)).render({ name: 'Ada' }).config).toEqual({
      temperature: 0.5,
    });
  });

  it('is of the version that the label or the commit names', async () => {
    const old = hub.commit(reply('Old'));
    hub.moveLabel('stable', 'reply.prompt', old);
    hub.deploy('production', reply('New'));
    const client = clientOf();
    const given = [{ label: 'stable' }, { commit: old }, { commit: old.slice(0, 9) }, PRODUCTION] as const;
    const texts = await Promise.all(
      given.map(async (selector) => textOf(await client.getPrompt('reply', selector))),
    );
    expect(texts.map((text) => /Old|New/.exec(text)?.[0])).toEqual(['Old', 'Old', 'Old', 'New']);
  });

  it('that is broken is given, and says so when it is rendered', async () => {
    hub.deploy('production', { 'reply.prompt': 'Hello {{> nobody}}' });
    const prompt = await clientOf().getPrompt('reply', PRODUCTION);
    expect(() => prompt.render({})).toThrow(/nobody/);
  });

  it.each([[{}], [{ environment: '' }], [{ environment: 'a', label: 'b' }], [{ commit: 7 }]])(
    'is not asked for with %j',
    async (selector) => {
      await expect(clientOf().getPrompt('reply', selector as never)).rejects.toThrow(/exactly one of/);
      expect(hub.answers).toEqual([]);
    },
  );
});

it('asks the hub with what it has, and an answer without a body is enough', async () => {
  hub.deploy('production', reply('Hello'));
  const client = clientOf();
  await client.getPrompt('reply', PRODUCTION);
  await clock.advance(60_000);
  expect(await client.getPrompt('reply', PRODUCTION)).toMatchObject({ source: 'stale', ageMs: 60_000 });
  await until(async () => (await client.getPrompt('reply', PRODUCTION)).source === 'cache');
  expect(hub.answers.map(({ status }) => status)).toEqual([200, 304]);
});

it('asks at once for what it is told of, and for nothing else', async () => {
  const files = (words: string) => ({ ...reply(words), 'other.prompt': `Other ${words}` });
  hub.deploy('production', files('Hello'));
  const client = clientOf();
  await client.getPrompt('reply', PRODUCTION);
  await client.getPrompt('other', PRODUCTION);
  const commit = hub.deploy('production', files('Newer'));
  client.refresh('reply');
  await until(async () => (await client.getPrompt('reply', PRODUCTION)).commit === commit);
  expect(hub.answers).toHaveLength(3);
  client.refresh();
  await until(async () => (await client.getPrompt('other', PRODUCTION)).commit === commit);
  await until(() => hub.answers.length === 5);
});

it('gives no other version for a label or an environment that is not there', async () => {
  hub.deploy('production', reply('Hello'));
  const client = clientOf();
  for (const selector of [{ label: 'nowhere' }, { environment: 'staging' }] as const) {
    await expect(client.getPrompt('reply', selector)).rejects.toBeInstanceOf(HubError);
  }
  await client.getPrompt('reply', PRODUCTION);
  hub.withdraw('production');
  await clock.advance(60_000);
  await client.getPrompt('reply', PRODUCTION);
  await until(() => problems.length === 3);
  await expect(client.getPrompt('reply', PRODUCTION)).rejects.toMatchObject({ code: 'not-deployed' });
});

const json = (body: string, head = '200 OK') =>
  `HTTP/1.1 ${head}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
const FAULTS: readonly (readonly [name: string, fault: Fault])[] = [
  ['an answer cut in its head', { kind: 'cut', after: 40 }],
  ['an answer cut in its body', { kind: 'cut', after: 400 }],
  ['a reset before the answer', { kind: 'reset', after: 0 }],
  ['a reset in the middle', { kind: 'reset', after: 400 }],
  ['a text that was damaged on its way', { kind: 'swap', text: 'Hello', by: 'Hullo' }],
  ['the answer for another environment', { kind: 'swap', text: '"production"', by: '"pruduction"' }],
  ['the answer for another prompt', { kind: 'swap', text: 'reply.prompt', by: 'reqly.prompt' }],
  ['JSON that is none', { kind: 'say', bytes: json('{"path": [}') }],
  ['JSON of something else', { kind: 'say', bytes: json('{"path":"reply.prompt"}') }],
  ['null', { kind: 'say', bytes: json('null') }],
  ['a page', { kind: 'say', bytes: 'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<h1>Hello</h1>' }],
  [
    'a page that says 404',
    { kind: 'say', bytes: 'HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\n\r\n' },
  ],
  ['a redirect', { kind: 'say', bytes: 'HTTP/1.1 302 Found\r\nlocation: http://elsewhere/\r\n\r\n' }],
  ['status 500', { kind: 'say', bytes: json('{}', '500 Internal Server Error') }],
  ['status 503 of a gateway', { kind: 'say', bytes: 'HTTP/1.1 503 No\r\nretry-after: 30\r\n\r\n' }],
  ['bytes that are no HTTP', { kind: 'say', bytes: '\u0000\u0001\u0002 220 smtp ready\r\n' }],
];

describe.each(FAULTS)('%s', (_name, fault) => {
  it('leaves the application its prompt, and the next good answer is taken', async () => {
    hub.deploy('production', reply('First'));
    const client = clientOf(AT_ONCE);
    await client.getPrompt('reply', PRODUCTION);
    const commit = hub.deploy('production', reply('Hello'));
    proxy.fault = fault;
    await clock.advance(60_000);
    await client.getPrompt('reply', PRODUCTION);
    await until(() => problems.length === 1);
    const prompt = await client.getPrompt('reply', PRODUCTION);
    expect([textOf(prompt), prompt.source, prompt.problem]).toEqual([
      expect.stringContaining('First Ada!'),
      'stale',
      problems[0],
    ]);
    proxy.fault = { kind: 'none' };
    await clock.advance(60_000);
    await client.getPrompt('reply', PRODUCTION);
    await until(async () => (await client.getPrompt('reply', PRODUCTION)).source === 'cache');
    expect(await client.getPrompt('reply', PRODUCTION)).toMatchObject({ commit, problem: undefined });
  });

  it('is told where there is no copy, and is what the lock is for', async () => {
    const commit = hub.deploy('production', reply('Hello'));
    proxy.fault = fault;
    const failure = await clientOf(AT_ONCE)
      .getPrompt('reply', PRODUCTION)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PromptUnavailableError);
    expect(failure).toMatchObject({
      message: expect.stringContaining('reply.prompt (environment production)'),
      cause: problems[0],
    });
    const locked = clientOf({ ...AT_ONCE, lock: lockOf(commit) });
    expect(await locked.getPrompt('reply', PRODUCTION)).toMatchObject({
      source: 'lock',
      commit,
      ageMs: undefined,
      problem: problems[1],
    });
    await expect(locked.getPrompt('reply', { environment: 'staging' })).rejects.toThrow();
  });
});

/** A lock that holds `reply` of production. */
function lockOf(commit: string): PromptLock {
  const content = 'Locked {{name}}';
  return {
    hub: proxy.url,
    project: 'acme/desk',
    find: ({ path, selector }) =>
      path === 'reply.prompt' && selector.environment === 'production'
        ? { path, content, blob: commit, commit, environment: 'production', partials: {} }
        : undefined,
  };
}

it('survives a hub that is killed and comes back', async () => {
  hub.deploy('production', reply('First'));
  const client = clientOf();
  await client.getPrompt('reply', PRODUCTION);
  await proxy.stop();
  await clock.advance(60_000);
  expect(await client.getPrompt('reply', PRODUCTION)).toMatchObject({ source: 'stale' });
  const commit = hub.deploy('production', reply('Second'));
  await proxy.start();
  await until(async () => {
    await clock.advance(500);
    return (await client.getPrompt('reply', PRODUCTION)).source === 'cache';
  });
  expect(await client.getPrompt('reply', PRODUCTION)).toMatchObject({ commit });
});

it('does not hold an application that has a copy when the hub takes half a minute', async () => {
  hub.deploy('production', reply('First'));
  const client = clientOf();
  await client.getPrompt('reply', PRODUCTION);
  proxy.fault = { kind: 'hold' };
  await clock.advance(60_000);
  const held = proxy.nextHeld();
  expect(await client.getPrompt('reply', PRODUCTION)).toMatchObject({ source: 'stale', ageMs: 60_000 });
  await held;
  await clock.advance(4_999);
  expect(await client.getPrompt('reply', PRODUCTION)).toMatchObject({ source: 'stale', ageMs: 64_999 });
});

it('gives up such a hub after its deadline where there is no copy, and says so', async () => {
  hub.deploy('production', reply('First'));
  proxy.fault = { kind: 'hold' };
  const held = proxy.nextHeld();
  const failure = clientOf({ attemptMs: 15_000 })
    .getPrompt('reply', PRODUCTION)
    .catch((error: unknown) => error);
  await held;
  await clock.advance(15_000);
  expect(await failure).toMatchObject({
    name: 'PromptUnavailableError',
    cause: { name: 'HubUnreachableError', reason: 'timeout' },
  });
});

it('starts with its lock within a second of such a hub', async () => {
  const commit = hub.deploy('production', reply('First'));
  proxy.fault = { kind: 'hold' };
  const held = proxy.nextHeld();
  const prompt = clientOf({ lock: lockOf(commit) }).getPrompt('reply', PRODUCTION);
  await held;
  await clock.advance(1_000);
  expect(await prompt).toMatchObject({ source: 'lock' });
});

it('does not look at the clock of the machine', async () => {
  hub.deploy('production', reply('Hello'));
  const client = new PromptClient({ hub: proxy.url, project: 'acme/desk', push: false });
  clients.push(client);
  await client.getPrompt('reply', PRODUCTION);
  const now = jest.spyOn(Date, 'now');
  for (const year of [1970, 2026, 9999]) {
    now.mockReturnValue(Date.UTC(year, 0));
    const prompt = await client.getPrompt('reply', PRODUCTION);
    expect(prompt.source).toBe('cache');
    expect(prompt.ageMs).toBeLessThan(60_000);
  }
  now.mockRestore();
  expect(hub.answers).toHaveLength(1);
});

it('refuses a lock of another project or hub when it is made', () => {
  const lock = lockOf('a'.repeat(40));
  expect(() => clientOf({ lock: { ...lock, project: 'acme/other' } })).toThrow(/acme\/other/);
  expect(() => clientOf({ lock: { ...lock, hub: 'http://elsewhere' } })).toThrow(/elsewhere/);
});

it('never gives a prompt of another environment or a text that nobody wrote, whatever the network does', async () => {
  const environments = ['production', 'staging'] as const;
  const step = fc.oneof(
    fc.record({ do: fc.constant('get' as const), environment: fc.constantFrom(...environments) }),
    fc.record({ do: fc.constant('deploy' as const), environment: fc.constantFrom(...environments) }),
    fc.record({ do: fc.constant('fault' as const), fault: fc.nat({ max: FAULTS.length }) }),
    fc.record({ do: fc.constant('pass' as const), milliseconds: fc.constantFrom(1_000, 30_000, 60_000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const written = new Map<string, string>();
      let serial = 0;
      const deploy = (environment: string): void => {
        const words = `Hello of ${environment} ${serial++}`;
        written.set(hub.deploy(environment, reply(words)), words);
      };
      environments.forEach(deploy);
      const client = clientOf(AT_ONCE);
      proxy.fault = { kind: 'none' };
      for (const next of steps) {
        if (next.do === 'deploy') deploy(next.environment);
        if (next.do === 'fault') proxy.fault = FAULTS[next.fault]?.[1] ?? { kind: 'none' };
        if (next.do === 'pass') await clock.advance(next.milliseconds);
        if (next.do !== 'get') continue;
        const prompt = await client.getPrompt<{ name: string }>('reply', next).catch((error: unknown) => {
          expect(error).toBeInstanceOf(PromptUnavailableError);
        });
        if (!prompt) continue;
        const words = written.get(prompt.commit) ?? 'nothing';
        expect([words, textOf(prompt)]).toEqual([
          expect.stringContaining(next.environment),
          expect.stringContaining(`${words} Ada!`),
        ]);
      }
      client.close();
    }),
    { numRuns: 40 },
  );
});
