import type { TestRole } from '../hub';
import { RegistryClient } from '../registry/registry-client';
import { ModelHub, ROOT } from './model-hub';

const LONG = `echo/${'x'.repeat(300)}`;
let at: ModelHub;
beforeAll(async () => {
  at = await ModelHub.start();
});
beforeEach(() => at.models.reset());
afterAll(() => at?.close());

describe('a run', () => {
  it.each(['openai/gpt-5-mini', 'anthropic/claude-haiku-4-5', 'local/llama3'])(
    'asks %s with the key of the hub',
    async (model) => {
      at.models.on(
        { userMessage: 'Ticket: charged twice' },
        { content: 'Sorry about that', usage: usageOf(model, 120, 8) },
      );
      const answer = await at.execute({ model, vars: { ticket: 'charged twice' } });
      expect(answer.body).toMatchObject({
        model,
        text: 'Sorry about that',
        usage: { inputTokens: 120, outputTokens: 8, estimated: false },
        ...(model.startsWith('local') ? { unpriced: true } : { costUsd: expect.any(Number) }),
      });
      expect(JSON.stringify(at.models.getLastRequest()?.body)).toContain('Be kind.');
      expect(await at.lastRecord()).toMatchObject({
        id: answer.body.id,
        path: 'reply.prompt',
        commit: answer.body.commit,
        model,
        status: 'succeeded',
        inputTokens: 120,
        outputTokens: 8,
        ...(model.startsWith('local') ? { unpriced: true } : { costUsd: answer.body.costUsd }),
      });
    },
  );

  it('of echo needs no key and costs nothing', async () => {
    const answer = await at.execute({ model: 'echo/any', vars: { ticket: 'hi' } });
    expect(answer.body).toMatchObject({
      text: expect.stringMatching(/^Be kind\.\s+Ticket: hi$/),
      costUsd: 0,
    });
    expect(await at.lastRecord()).toMatchObject({ status: 'succeeded', model: 'echo/any', costUsd: 0 });
  });

  it('at an old version uses that version and its partials', async () => {
    const registry = new RegistryClient(at.hub);
    const head = (await registry.get('branches')).body.items[0].head as string;
    await registry.publish({ '_tone.prompt': 'Be brief.' }, { parent: head });
    const now = await at.execute({ model: 'echo/x' });
    const then = await at.execute({ model: 'echo/x', ref: head });
    expect(now.body.text).toContain('Be brief.');
    expect(then.body).toMatchObject({ commit: head, text: expect.stringContaining('Be kind.') });
  });

  it.each([
    ['a file that is not there', { path: 'missing.prompt' }, 404, 'file-not-found'],
    ['a version that is not there', { ref: 'nowhere' }, 404, 'ref-not-found'],
    ['a prompt without a model', { path: 'no-model.prompt' }, 422, 'no-model'],
    ['a prompt that does not render', { path: 'broken.txt', model: 'echo/x' }, 422, 'render-failed'],
    ['a provider without a key', { model: 'azure/gpt-4o' }, 422, 'missing-provider-key'],
    [
      'the well-known local provider, which the hub does not offer',
      { model: 'ollama/llama3' },
      422,
      'missing-provider-key',
    ],
    ['a model that names no provider', { model: 'mystery' }, 422, 'provider-unknown-provider'],
    ['a model with an endless name', { model: LONG }, 422, 'validation-failed'],
    [
      'one in a route',
      { model: { strategy: 'weighted', candidates: [{ model: LONG }] } },
      422,
      'validation-failed',
    ],
    ['one that stands in', { fallbacks: { general: [LONG] } }, 422, 'validation-failed'],
    ["the prompt's own, when it has one", { path: 'long-model.prompt' }, 422, 'model-name-too-long'],
    ["the editor's model", { model: 'vscode/gpt' }, 422, 'provider-unsupported'],
  ])('refuses %s before anything is spent', async (_what, json, status, code) => {
    const before = await at.lastRecord();
    expect((await at.execute(json)).body).toMatchObject({ status, code });
    expect((await at.execute({ ...json, stream: true })).body).toMatchObject({ status, code });
    expect(await at.lastRecord()).toEqual(before);
  });

  it('is listed newest first, page by page', async () => {
    for (const ticket of ['1', '2', '3']) await at.execute({ model: 'echo/x', vars: { ticket } });
    await at.lastRecord();
    const all = (await at.hub.request(`${ROOT}/executions?limit=200`, { as: 'viewer' })).body;
    const first = (await at.hub.request(`${ROOT}/executions?limit=2`, { as: 'viewer' })).body;
    const rest = (
      await at.hub.request(`${ROOT}/executions?limit=200&cursor=${first.nextCursor}`, { as: 'viewer' })
    ).body;
    expect([...first.items, ...rest.items]).toEqual(all.items);
    const times = all.items.map((item: { startedAt: string }) => item.startedAt);
    expect(times).toEqual([...times].sort().reverse());
  });
});

describe('a streamed run', () => {
  it.each(['openai/gpt-5-mini', 'anthropic/claude-haiku-4-5'])(
    'of %s sends text as it comes, then the result',
    async (model) => {
      at.models.on({ userMessage: 'Ticket: hi' }, { content: 'one two three four' }, { chunkSize: 4 });
      const events = await at.stream({ model, vars: { ticket: 'hi' } });
      const pieces = events
        .filter(({ event }) => event === 'text')
        .map(({ data }) => (data as { text: string }).text);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join('')).toBe('one two three four');
      expect(events.at(-1)).toMatchObject({ event: 'done', data: { text: 'one two three four', model } });
      expect(events.map(({ event }) => event).filter((event) => event !== 'text')).toEqual(['begun', 'done']);
      expect(await at.lastRecord()).toMatchObject({ status: 'succeeded' });
    },
  );

  it('that is cut by the provider ends in one error, and what was heard is recorded', async () => {
    at.models.on(
      { userMessage: 'Ticket: hi' },
      { content: 'one two three four five six' },
      { chunkSize: 4, truncateAfterChunks: 5, latency: 5 },
    );
    const events = await at.stream({ vars: { ticket: 'hi' } });
    expect(events.some(({ event }) => event === 'text')).toBe(true);
    const last = events.at(-1) as { event: string; data: { code: string; executionId: string } };
    expect(last.event).toBe('error');
    expect(last.data.code).toMatch(/^provider-(network|malformed-response)$/);
    const record = await at.lastRecord();
    expect(record).toMatchObject({ id: last.data.executionId, status: 'failed' });
    expect(record?.['outputTokens']).toBeGreaterThan(0);
    expect(record?.costUsd).toBeGreaterThan(0);
  });
});

describe('who may', () => {
  it('owners, admins and editors run; every member sees what was run; a stranger sees no project', async () => {
    const statuses = async (as: TestRole) => [
      (await at.execute({ model: 'echo/x' }, { as })).status,
      (await at.hub.request(`${ROOT}/executions`, { as })).status,
    ];
    expect(await statuses('owner')).toEqual([200, 200]);
    expect(await statuses('admin')).toEqual([200, 200]);
    expect(await statuses('editor')).toEqual([200, 200]);
    expect(await statuses('viewer')).toEqual([403, 200]);
    expect(await statuses('stranger')).toEqual([404, 404]);
    const bodies = await Promise.all(
      ['acme/support-desk', 'acme/nothing', 'nobody/nothing'].map(async (place) => {
        const json = { path: 'reply.prompt', model: 'echo/x' };
        const { body } = await at.hub.request(`/api/v1/projects/${place}/execute`, { as: 'stranger', json });
        return { ...body, requestId: undefined };
      }),
    );
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  });
});

function usageOf(model: string, input: number, output: number): Record<string, number> {
  return model.startsWith('anthropic')
    ? { input_tokens: input, output_tokens: output }
    : { prompt_tokens: input, completion_tokens: output };
}
