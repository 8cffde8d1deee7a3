import type { ServerResponse } from 'node:http';
import type { TestRole } from '../hub';
import { RegistryClient } from '../registry/registry-client';
import { chunk, KEY, lastChunk, ModelHub, ROOT, STREAM } from './model-hub';

let at: ModelHub;
beforeAll(async () => {
  at = await ModelHub.start();
});
beforeEach(async () => {
  at.models.reset();
  await at.setKey('openai', `${at.models.url}/v1`);
});
afterEach(() => at.closeProviders());
afterAll(() => at?.close());

type Answer = (response: ServerResponse) => void;

const refuse =
  (status: number, type = 'api_error'): Answer =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json', 'retry-after-ms': '1' })
      .end(JSON.stringify({ error: { message: 'no', type, code: type } }));
const well: Answer = (response) => response.writeHead(200, STREAM).end(chunk('fine') + lastChunk(1000, 100));

/** A provider that gives one answer after the other, and the last for ever; counts them. */
async function scripted(name: string, answers: Answer[]): Promise<{ requests: number; bodies: string[] }> {
  const seen = { requests: 0, bodies: [] as string[] };
  await at.addProvider(name, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      seen.bodies.push(body);
      (answers[seen.requests++] ?? answers.at(-1))?.(response);
    });
  });
  return seen;
}

/** What a call of gpt-5-mini may cost: 16,384 tokens at 2 dollars a million, and a little for what is asked. */
const RESERVED = { least: 0.032, most: 0.036 };

describe('a fault of the provider', () => {
  const faults: [name: string, Answer, code: string, requests: number, paid: 'nothing' | 'reserved'][] = [
    ['500', refuse(500), 'server-error', 3, 'nothing'],
    ['503', refuse(503), 'overloaded', 3, 'nothing'],
    ['429 rate', refuse(429, 'rate_limit_error'), 'rate-limited', 3, 'nothing'],
    ['429 quota', refuse(429, 'insufficient_quota'), 'quota-exceeded', 1, 'nothing'],
    ['401', refuse(401), 'unauthorized', 1, 'nothing'],
    ['context window', refuse(400, 'context_length_exceeded'), 'context-window', 1, 'nothing'],
    ['content policy', refuse(400, 'content_filter'), 'content-policy', 1, 'nothing'],
    ['a reset', (response) => void response.socket?.resetAndDestroy(), 'network', 3, 'reserved'],
    ['a page', (response) => void response.writeHead(200).end('<p>'), 'malformed-response', 1, 'reserved'],
    ['silence', () => undefined, 'timeout', 1, 'reserved'],
    [
      'an end after the first token',
      (response) => response.writeHead(200, STREAM).write(chunk('begun'), () => response.socket?.end()),
      'network',
      1,
      'reserved',
    ],
  ];
  it.each(faults)(
    '(%s) is told, tried again where that helps, and settled',
    async (_name, answer, code, requests, paid) => {
      const seen = await scripted('openai', [answer]);
      const timeoutMs = paid === 'reserved' && requests === 1 ? 400 : 20_000;
      const { body } = await at.execute({ timeoutMs });
      expect(body).toMatchObject({ code: `provider-${code}` });
      expect(seen.requests).toBe(requests);
      const record = await at.lastRecord();
      expect(record).toMatchObject({
        id: body.executionId,
        status: 'failed',
        errorCode: code,
        retries: requests - 1,
      });
      const { costUsd = -1 } = record ?? {};
      if (paid === 'nothing') expect(costUsd).toBe(0);
      if (paid === 'reserved') {
        expect(costUsd).toBeGreaterThan(RESERVED.least * requests);
        expect(costUsd).toBeLessThan(RESERVED.most * requests);
      }
    },
  );

  it('that passes leaves one answer, and the cost of all attempts', async () => {
    await scripted('openai', [refuse(500), (response) => void response.socket?.resetAndDestroy(), well]);
    const { body } = await at.execute({});
    expect(body).toMatchObject({
      text: 'fine',
      attempts: [
        { errorCode: 'server-error', costUsd: 0, waitMs: 0 },
        { errorCode: 'network' },
        { costUsd: (1000 * 0.25 + 100 * 2) / 1_000_000 },
      ],
    });
    expect(body.costUsd).toBeGreaterThan(RESERVED.least);
    expect(await at.lastRecord()).toMatchObject({ status: 'succeeded', costUsd: body.costUsd, retries: 2 });
    expect((await at.detail(body.id)).attempts).toEqual(body.attempts);
  });

  it('that stays opens the circuit: then nobody is asked, and that is on record too', async () => {
    const seen = await scripted('openai', [refuse(500)]);
    for (const _ of [1, 2]) await at.execute({});
    const before = seen.requests;
    const { body } = await at.execute({});
    expect(body).toMatchObject({
      status: 503,
      code: 'provider-circuit-open',
      executionId: expect.any(String),
    });
    expect(seen.requests).toBe(before);
    expect(await at.lastRecord()).toMatchObject({
      id: body.executionId,
      errorCode: 'circuit-open',
      costUsd: 0,
    });
    const states = (organization: string, as: TestRole) =>
      at.hub.request(`/api/v1/organizations/${organization}/models`, { as });
    expect((await states('acme', 'editor')).body.items).toContainEqual({
      model: 'openai/gpt-5-mini',
      ...{ host: expect.stringMatching(/^127\.0\.0\.1:\d+$/), state: 'open', triedInMs: expect.any(Number) },
    });
    expect((await states('other', 'stranger')).body.items).toEqual([]);
  });

  it('that stays says nothing of another address on the same host', async () => {
    await at.addProvider('openai', ({ url }, response) =>
      (url?.startsWith('/v1/') ? refuse(500) : well)(response),
    );
    for (const _ of [1, 2, 3]) await at.execute({});
    expect((await at.execute({})).body.code).toBe('provider-circuit-open');
    const { items } = (await at.hub.request('/api/v1/organizations/acme/provider-keys', { as: 'owner' }))
      .body;
    const { baseUrl } = items.find(({ provider }: { provider: string }) => provider === 'openai');
    await at.setKey('openai', baseUrl.replace(/v1$/, 'v2'));
    expect((await at.execute({})).body.text).toBe('fine');
  });
});

describe('several models', () => {
  it.each([
    ['general', refuse(503)],
    ['contextWindow', refuse(400, 'context_length_exceeded')],
    ['contentPolicy', refuse(400, 'content_filter')],
  ])('of the fallbacks, %s answers where the first could not', async (kind, answer) => {
    await scripted('first', [answer]);
    const fallbacks = {
      general: ['echo/general'],
      contextWindow: ['echo/contextWindow'],
      contentPolicy: ['echo/contentPolicy'],
    };
    const { body } = await at.execute({ model: 'first/m', fallbacks });
    expect(body.model).toBe(`echo/${kind}`);
    expect(body.attempts.at(-1)).toMatchObject({ model: `echo/${kind}` });
    expect(await at.lastRecord()).toMatchObject({ model: `echo/${kind}`, status: 'succeeded' });
  });

  it('are chosen by a route', async () => {
    await scripted('openai', [well]);
    const of = (strategy: string, candidates: object[]) =>
      at.execute({ model: { strategy, candidates } }).then(({ body }) => body.model as string);
    const [dear, cheap] = ['openai/gpt-5', 'openai/gpt-5-nano'];
    expect(await of('least-cost', [{ model: dear }, { model: 'gpt-5-nano' }])).toBe(cheap);
    expect(
      await of('weighted', [
        { model: dear, weight: 0 },
        { model: cheap, weight: 1 },
      ]),
    ).toBe(cheap);
    const tagged = [{ model: cheap }, { model: dear, tags: ['eu', 'fast'] }];
    const inEurope = { strategy: 'least-cost', candidates: tagged, tags: ['eu'] };
    expect((await at.execute({ model: inEurope })).body.model).toBe(dear);
    const model = { strategy: 'weighted', candidates: [{ model: dear }], tags: ['eu'] };
    expect((await at.execute({ model })).body).toMatchObject({
      status: 422,
      code: 'provider-unknown-provider',
    });
  });

  it('are chosen by who answers soonest, each being asked once to know', async () => {
    await scripted('openai', [(response) => void setTimeout(() => well(response), 200)]);
    const candidates = [{ model: 'openai/gpt-4.1-nano' }, { model: 'echo/soon' }];
    const asked: string[] = [];
    for (let call = 0; call < 4; call++)
      asked.push(
        (await at.execute({ model: { strategy: 'least-latency', candidates } })).body.model as string,
      );
    expect(asked).toEqual(['openai/gpt-4.1-nano', 'echo/soon', 'echo/soon', 'echo/soon']);
  });

  it('are left out when they have no key, and that is said', async () => {
    await scripted('openai', [refuse(500)]);
    const left = (model: string) => ({
      message: expect.stringMatching(`"${model}" is left out.*Neither.*has a key`),
    });
    const unneeded = await at.execute({ model: 'echo/x', fallbacks: { general: ['nobody/m'] } });
    expect(unneeded.body).toMatchObject({ model: 'echo/x', warnings: [left('nobody/m')] });
    const needed = await at.execute({ fallbacks: { general: ['nobody/m', 'echo/y'] } });
    expect(needed.body).toMatchObject({ model: 'echo/y', warnings: [left('nobody/m')] });
    const alone = await at.execute({ fallbacks: { general: ['nobody/m'] } });
    expect(alone.body).toMatchObject({ code: 'provider-server-error' });
    const candidates = [{ model: 'nobody/m' }, { model: 'echo/z', weight: 0 }];
    const routed = await at.execute({ model: { strategy: 'weighted', candidates } });
    expect(routed.body).toMatchObject({ model: 'echo/z', warnings: [left('nobody/m')] });
  });

  it('do not stand in for a first model, or a whole route, without a key', async () => {
    const before = await at.lastRecord();
    const route = { strategy: 'weighted', candidates: [{ model: 'nobody/m' }] };
    for (const model of ['nobody/m', route]) {
      const { body } = await at.execute({ model, fallbacks: { general: ['echo/x'] } });
      expect(body).toMatchObject({ status: 422, code: 'missing-provider-key' });
    }
    expect(await at.lastRecord()).toEqual(before);
  });
});

describe('what is sent', () => {
  it.each([
    ['gpt-5-mini', 16_384],
    ['gpt-3.5-turbo', 4_096],
    ['someday-9', 4_096],
  ])('to %s has an output limit', async (model, limit) => {
    const { bodies } = await scripted('openai', [well]);
    await at.execute({ model: `openai/${model}` });
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ model, max_completion_tokens: limit });
  });

  it('is sent at once, though many calls of the model wait for their answers', async () => {
    const waiting: ServerResponse[] = [];
    await at.addProvider('slow', (request, response) => {
      request.resume();
      if (waiting.push(response) === 100) for (const each of waiting) well(each);
    });
    const calls = Array.from({ length: 100 }, () => at.execute({ model: 'slow/m' }));
    expect(new Set((await Promise.all(calls)).map(({ body }) => body.text))).toEqual(new Set(['fine']));
  });

  it('has the key that is stored at that moment, whichever was used just before', async () => {
    const sent: unknown[] = [];
    const baseUrl = await at.addProvider('openai', (request, response) => {
      sent.push(request.headers.authorization);
      request.resume().on('end', () => well(response));
    });
    for (const key of [KEY, KEY, 'sk-another-0123456789abcdef', KEY]) {
      await at.setKey('openai', baseUrl, key);
      for (const _call of [1, 2]) expect((await at.execute({})).body.text).toBe('fine');
      expect(sent.splice(0)).toEqual(Array(2).fill(`Bearer ${key}`));
    }
    const path = '/api/v1/organizations/acme/provider-keys/openai';
    await at.hub.request(path, { method: 'DELETE', as: 'owner' });
    expect((await at.execute({})).body).toMatchObject({ code: 'missing-provider-key' });
    expect(sent).toEqual([]);
  });
});

describe('a prompt in an environment', () => {
  it('runs as it is deployed there', async () => {
    const registry = new RegistryClient(at.hub);
    const head = (await registry.get('branches')).body.items[0].head as string;
    const run = () => at.execute({ model: 'echo/x', environment: 'staging' });
    expect((await run()).body).toMatchObject({ status: 404, code: 'not-deployed' });
    const json = { ref: head, why: 'because' };
    await at.hub.request(`${ROOT}/environments/staging/deployments`, { as: 'owner', json });
    await registry.publish({ '_tone.prompt': 'Be brief.' }, { parent: head });
    const { body } = await run();
    expect(body).toMatchObject({ commit: head, text: expect.stringContaining('Be kind.') });
    expect(await at.lastRecord()).toMatchObject({ id: body.id, environment: 'staging', commit: head });
    const nowhere = await at.execute({ model: 'echo/x', environment: 'nowhere' });
    expect(nowhere.body).toMatchObject({ status: 404, code: 'environment-not-found' });
    expect((await at.execute({ environment: 'staging', ref: 'main' })).status).toBe(422);
  });
});

describe('a kept answer', () => {
  it('is given again to an equal call, costs nothing and says so', async () => {
    const seen = await scripted('openai', [well]);
    const run = (more: object = {}) => at.execute({ vars: { ticket: 'same' }, cache: {}, ...more });
    const first = (await run()).body;
    const again = (await run()).body;
    expect([first.cachedAt, seen.requests]).toEqual([undefined, 1]);
    expect(again).toMatchObject({ text: 'fine', costUsd: 0, attempts: [], cachedAt: expect.any(String) });
    expect(await at.lastRecord()).toMatchObject({ id: again.id, cached: true, costUsd: 0, inputTokens: 0 });
    const events = await at.stream({ vars: { ticket: 'same' }, cache: {} });
    expect(events).toMatchObject([
      { event: 'begun' },
      { data: { text: 'fine' } },
      { event: 'done', data: { attempts: [] } },
    ]);
    expect(seen.requests).toBe(1);
    await run({ vars: { ticket: 'other' } });
    await run({ cache: undefined });
    await run({ cache: { mode: 'no-cache' } });
    expect(seen.requests).toBe(4);
  });

  it('is not kept where that is not wanted', async () => {
    const seen = await scripted('openai', [well]);
    for (const _ of [1, 2]) await at.execute({ vars: { ticket: 'once' }, cache: { mode: 'no-store' } });
    expect(seen.requests).toBe(2);
  });
});
