import { once } from 'node:events';
import { createProvider } from '../providers/provider-registry';
import { ProviderError } from '../providers/provider';
import { WIRES } from '../providers/testing/wire-server';
import { Gateway, type GatewayCall } from './gateway';
import type { Attempt, RunOptions } from './run';
import { FakeClock } from './testing/fake-clock';
import { listen, startFaultServer, well, type Answer, type FaultServer } from './testing/fault-server';

const [wire] = WIRES;
const request = { messages: [{ role: 'user' as const, content: [{ text: 'hello' }] }], config: {} };
const call = (model: GatewayCall['model'], more: Partial<GatewayCall> = {}): GatewayCall => ({
  ...{ model, request, ...more },
});
const status =
  (code: number, headers = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end('{"error":{"message":"no"}}');
const silent: Answer = () => undefined;

let server: FaultServer;
let clock: FakeClock;
let gateway: Gateway;
beforeEach(async () => {
  server = await startFaultServer();
  clock = new FakeClock();
  gateway = new Gateway({ clock, random: () => 0.5 });
});
afterEach(() => server.stop());

const ask = (asked: GatewayCall, options: Partial<RunOptions> = {}) =>
  listen(gateway.stream(asked, { open: server.open(wire), ...options }));

describe('a circuit', () => {
  const openUntilTried = async () => {
    server.answers.set('down', [...Array<Answer>(5).fill(status(500)), well('down')]);
    for (let count = 0; count < 2; count++) await ask(call('openai/down'));
    clock.advance(15_000);
  };

  test('spares a model that is down, and its fallback answers at once', async () => {
    server.answers.set('down', [status(500)]);
    await ask(call('openai/down'));
    // It opens at the fifth failure, when this call has one attempt left: what is told is the model's own failure.
    expect((await ask(call('openai/down'))).error).toMatchObject({ code: 'server-error' });
    const [report] = gateway.report();
    const probeInMs = 15_000 - 750;
    expect(report).toMatchObject({ key: 'openai/down', circuit: { state: 'open', probeInMs } });
    const asked = server.asked.length;
    expect((await ask(call('openai/down'))).error).toMatchObject({
      code: 'circuit-open',
      retryAfterMs: probeInMs,
    });
    expect(server.asked).toHaveLength(asked);
    const heard = await ask(call('openai/down', { fallbacks: { general: ['openai/up'] } }));
    expect(heard.text).toBe('from up');
  });

  test('is tried again after its time, and then serves', async () => {
    await openUntilTried();
    expect((await ask(call('openai/down'))).text).toBe('from down');
    expect(gateway.report()[0]?.circuit).toEqual({ state: 'closed' });
  });

  test('is not tried by a call that may not go out', async () => {
    await openUntilTried();
    const admit = () => Promise.reject(new Error('over budget'));
    expect((await ask(call('openai/down'), { admit })).error).toMatchObject({ message: 'over budget' });
    expect(gateway.report()[0]?.circuit).toEqual({ state: 'open', probeInMs: 0 });
    expect((await ask(call('openai/down'))).text).toBe('from down');
  });

  test('that opens while a call is admitted refuses it, and that is told', async () => {
    server.answers.set('down', Array<Answer>(5).fill(status(500)));
    const told: Attempt[] = [];
    const { error } = await ask(call('openai/down'), {
      admit: async ({ number }) => {
        if (number === 1) for (let count = 0; count < 2; count++) await ask(call('openai/down'));
      },
      onAttempt: (attempt) => told.push(attempt),
    });
    expect(error).toMatchObject({ code: 'circuit-open' });
    expect(told).toMatchObject([{ number: 1, error: { code: 'circuit-open' } }]);
    expect(server.asked).toHaveLength(5);
  });

  test.each([
    ['a caller in haste does not open it', {}, 'closed'],
    ['what the operator allows opens it', { attemptTimeoutMs: 15 }, 'open'],
  ])('%s', async (_title, options, state) => {
    server.answers.set('mute', [silent]);
    const once = new Gateway({ clock, retries: { retries: 0, firstWaitMs: 0, longestWaitMs: 0 } });
    const open = server.open(wire);
    for (let count = 0; count < 6; count++)
      await listen(once.stream(call('openai/mute'), { open, timeoutMs: 15, ...options }));
    expect(once.report()).toMatchObject([{ circuit: { state } }]);
  });

  test('is of who has the same key', async () => {
    server.answers.set('down', [status(500)]);
    const open = server.open(wire);
    const keyed = (key: string): Partial<RunOptions> => ({
      open: async (model) => ({ ...(await open(model)), key }),
    });
    for (let count = 0; count < 2; count++) await ask(call('openai/down'), keyed('host-a'));
    expect((await ask(call('openai/down'), keyed('host-a'))).error).toMatchObject({ code: 'circuit-open' });
    expect((await ask(call('openai/down'), keyed('host-b'))).error).toMatchObject({ code: 'server-error' });
  });
});

describe('fallbacks', () => {
  test('go on through their list, and ask nobody twice', async () => {
    for (const model of ['a', 'b', 'c']) server.answers.set(model, [status(404)]);
    const general = ['openai/b', 'openai/a', 'openai/c'];
    const { error } = await ask(call('openai/a', { fallbacks: { general } }));
    expect(error).toMatchObject({ code: 'not-found' });
    expect(server.asked).toEqual(['a', 'b', 'c']);
  });

  test('follow the kind of each failure', async () => {
    const long: Answer = (response) =>
      void response.writeHead(400).end('{"error":{"code":"context_length_exceeded"}}');
    server.answers.set('a', [status(404)]).set('b', [long]);
    const fallbacks = { general: ['openai/b', 'openai/x'], contextWindow: ['openai/long'] };
    expect((await ask(call('openai/a', { fallbacks }))).text).toBe('from long');
    expect(server.asked).toEqual(['a', 'b', 'long']);
  });

  test('are not for failures that are no provider’s', async () => {
    const refusal = new Error('over budget');
    const fallbacks = { general: ['openai/b'] };
    const { error } = await ask(call('openai/a', { fallbacks }), { admit: () => Promise.reject(refusal) });
    expect(error).toBe(refusal);
    expect(server.asked).toEqual([]);
  });
});

describe('the deadline', () => {
  test('is not waited past', async () => {
    server.answers.set('slow', [status(429, { 'retry-after': '8' })]);
    const { error } = await ask(call('openai/slow'), { timeoutMs: 10_000 });
    expect(error).toMatchObject({ code: 'rate-limited', retryAfterMs: 8000 });
    expect(clock.slept).toEqual([8125]);
  });

  test('ends the request that is going on, and nothing is tried after it', async () => {
    server.answers.set('mute', [silent]);
    const real = new Gateway();
    const fallbacks = { general: ['openai/b'] };
    const options = { open: server.open(wire), timeoutMs: 30 };
    const { error } = await listen(real.stream(call('openai/mute', { fallbacks }), options));
    expect(error).toMatchObject({ code: 'timeout' });
    expect(server.asked).not.toContain('b');
  });
});

describe('cancelling', () => {
  test('reaches the socket, also behind a retry', async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    server.answers.set('m', [
      status(500),
      (response) => {
        closed = once(response, 'close');
        controller.abort();
      },
    ]);
    const { error } = await ask(call('openai/m', { fallbacks: { general: ['openai/b'] } }), {
      signal: controller.signal,
    });
    expect(error).toMatchObject({ code: 'aborted' });
    await closed;
    expect(server.asked).toEqual(['m', 'm']);
  });

  test('ends a wait', async () => {
    server.answers.set('m', [status(429, { 'retry-after': '20' })]);
    const controller = new AbortController();
    const real = new Gateway();
    const heard = listen(
      real.stream(call('openai/m'), {
        open: server.open(wire),
        signal: controller.signal,
        onAttempt: () => void setImmediate(() => controller.abort()),
      }),
    );
    expect((await heard).error).toMatchObject({ code: 'aborted' });
    expect(server.asked).toEqual(['m']);
  });

  test('before it begins asks nobody', async () => {
    const { error } = await ask(call('openai/m'), { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ code: 'aborted' });
    expect(server.asked).toEqual([]);
  });

  test('while it is let in asks nobody, and says so', async () => {
    const controller = new AbortController();
    const heard = Promise.withResolvers<Attempt>();
    const { error } = await ask(call('openai/m'), {
      signal: controller.signal,
      admit: () => controller.abort(),
      onAttempt: heard.resolve,
    });
    expect(error).toMatchObject({ code: 'aborted', unreached: true });
    expect(await heard.promise).toMatchObject({ number: 1, error: { code: 'aborted', unreached: true } });
    expect(server.asked).toEqual([]);
  });

  test('a reader that leaves frees its place and is noted, and the model is not blamed', async () => {
    const attempts: Attempt[] = [];
    const options = { open: server.open(wire), onAttempt: (attempt: Attempt) => attempts.push(attempt) };
    for await (const event of gateway.stream(call('openai/m'), options)) if (event.type === 'text') break;
    const used = { outputTokens: 1, estimated: true };
    expect(attempts).toMatchObject([{ model: 'openai/m', number: 1, error: { code: 'aborted', used } }]);
    expect(gateway.report()).toMatchObject([{ circuit: { state: 'closed' }, active: 0 }]);
  });
});

test('every attempt is admitted before it goes out and told after', async () => {
  server.answers.set('a', [status(500)]);
  const told: string[] = [];
  const { done } = await ask(call('openai/a', { fallbacks: { general: ['openai/b'] } }), {
    admit: ({ model, number }) => void told.push(`${number} ${model} of ${server.asked.length}`),
    onAttempt: ({ number, error }) => told.push(`${number} ${error?.code ?? 'answered'}`),
  });
  expect(told).toEqual([
    ...['1 openai/a of 0', '1 server-error', '2 openai/a of 1', '2 server-error'],
    ...['3 openai/a of 2', '3 server-error', '4 openai/b of 3', '4 answered'],
  ]);
  expect(done?.attempts).toHaveLength(4);
});

test('a full model is busy, and another may answer', async () => {
  const small = new Gateway({ clock, bulkhead: { calls: 1, waiting: 0 } });
  const open = server.open(wire);
  const going = small.stream(call('openai/a'), { open });
  await going.next();
  expect((await listen(small.stream(call('openai/a'), { open }))).error).toMatchObject({ code: 'busy' });
  const fallbacks = { general: ['openai/b'] };
  expect((await listen(small.stream(call('openai/a', { fallbacks }), { open }))).text).toBe('from b');
  await going.return(undefined);
  expect((await listen(small.stream(call('openai/a'), { open }))).text).toBe('from a');
});

describe('a route', () => {
  const route = (strategy: 'least-cost' | 'least-latency', ...models: string[]) =>
    call({ strategy, candidates: models.map((model) => ({ model: `openai/${model}` })) });

  test('takes the cheapest, and the others when it fails', async () => {
    server.answers.set('gpt-5-nano', [status(404)]);
    const { done } = await ask(route('least-cost', 'gpt-5', 'gpt-5-nano', 'gpt-5-mini'));
    expect(done?.model).toBe('openai/gpt-5-mini');
    expect(server.asked).toEqual(['gpt-5-nano', 'gpt-5-mini']);
  });

  test('takes who answered soonest of late, once all were asked', async () => {
    server.answers.set('slow', [
      (response, spoken) => {
        clock.advance(900);
        well('slow')(response, spoken);
      },
    ]);
    const answered: (string | undefined)[] = [];
    for (let count = 0; count < 4; count++)
      answered.push((await ask(route('least-latency', 'slow', 'quick'))).done?.model);
    expect(answered).toEqual(['openai/slow', 'openai/quick', 'openai/quick', 'openai/quick']);
    expect(gateway.report().map(({ latencyMs }) => latencyMs)).toEqual([900, 0]);
  });

  test('without a model says so', async () => {
    const empty: GatewayCall = call({
      strategy: 'weighted',
      candidates: [{ model: 'echo/echo' }],
      tags: ['eu'],
    });
    expect((await ask(empty)).error).toMatchObject({
      code: 'unknown-provider',
      message: expect.stringContaining('no model with the tags eu'),
    });
  });
});

test('what a bridge throws becomes a failure that is not tried again once text was shown', async () => {
  const context = {
    credentials: () => Promise.resolve(undefined),
    // eslint-disable-next-line @typescript-eslint/require-await -- bridges are asynchronous by contract
    async *editorModel() {
      yield { type: 'text' as const, text: 'half' };
      throw new ProviderError('server-error', 'gone');
    },
  };
  const heard = await ask(call('vscode/m', { fallbacks: { general: ['echo/echo'] } }), {
    open: (model) => createProvider(model, context),
  });
  expect(heard).toMatchObject({ text: 'half', error: { code: 'server-error', begun: true } });
});

test('what a provider throws that is no failure of ours to name is one of the model', async () => {
  const provider = {
    id: 'odd',
    // eslint-disable-next-line @typescript-eslint/require-await -- it fails at once
    async *stream() {
      throw new TypeError('a bug with a key in it');
    },
  };
  const { error } = await ask(call('odd/m'), { open: () => ({ provider, model: 'm' }) });
  expect(error).toMatchObject({ code: 'server-error', message: 'The model could not be asked.' });
});

test('models that nobody asks for any more are forgotten', async () => {
  const open: RunOptions['open'] = () => createProvider('echo/x', { credentials: () => Promise.resolve('') });
  for (let count = 0; count < 1010; count++) await ask(call(`echo/${count}`), { open });
  const keys = gateway.report().map(({ key }) => key);
  expect(keys).toHaveLength(1000);
  expect(keys.at(-1)).toBe('echo/1009');
});
