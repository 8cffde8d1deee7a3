import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LLMock } from '@copilotkit/aimock';
import { ChildHub } from '../child-hub';
import { startHub, type TestHub, type TestRequest, type TestRole } from '../hub';
import { ExecutionLedger } from '../../src/spending/execution-ledger';
import { RegistryClient } from '../registry/registry-client';
import { readEvents } from './server-sent-events';

const KEY = 'sk-proj-0123456789abcdefWXYZ';
const ROOT = '/api/v1/projects/acme/support-desk';
const logged: string[] = [];
let hub: TestHub;
let models: LLMock;
let servers: Server[] = [];
let children: ChildHub[] = [];

beforeAll(async () => {
  models = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
  await models.start();
  const logStream = { write: (line: string) => void logged.push(line) };
  hub = await startHub({ logStream, settings: { allowedProviderHosts: ['127.0.0.1'] } });
  await setKey('openai', `${models.url}/v1`);
  await setKey('anthropic', models.url);
  await setKey('local', `${models.url}/v1`);
  await new RegistryClient(hub).publish({
    'reply.prompt': [
      '---',
      'model: openai/gpt-5-mini',
      'config: { temperature: 0.2 }',
      'input: { schema: { ticket: string }, default: { ticket: nothing } }',
      '---',
      '{{role "system"}}{{> tone}}',
      '{{role "user"}}Ticket: {{ticket}}',
      '',
    ].join('\n'),
    '_tone.prompt': 'Be kind.',
    'no-model.prompt': 'Hello {{name}}',
    'broken.txt': '{{#if}}',
  });
});
beforeEach(() => {
  models.reset();
  logged.length = 0;
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  [servers, children] = [[], []];
});
afterAll(async () => {
  await hub?.close();
  await models?.stop();
});

async function setKey(provider: string, baseUrl: string): Promise<void> {
  const path = `/api/v1/organizations/acme/provider-keys/${provider}`;
  const answer = await hub.request(path, { method: 'PUT', as: 'owner', json: { key: KEY, baseUrl } });
  if (answer.status !== 200) throw new Error(answer.text);
}

const execute = (json: Record<string, unknown>, more: TestRequest = {}) =>
  hub.request(`${ROOT}/execute`, { as: 'editor', json: { path: 'reply.prompt', ...json }, ...more });

/** What runs is settled behind the caller's back. */
const lastRecord = async () => {
  await hub.app.get(ExecutionLedger, { strict: false }).flush();
  return (await hub.request(`${ROOT}/executions?limit=1`, { as: 'viewer' })).body.items[0];
};

/** A provider that misbehaves in a way of its own; its key is set under `name`. */
async function oddProvider(name: string, listener: RequestListener): Promise<void> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await setKey(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
}

describe('a run', () => {
  it.each(['openai/gpt-5-mini', 'anthropic/claude-haiku-4-5', 'local/llama3'])(
    'asks %s with the key of the hub',
    async (model) => {
      models.on(
        { userMessage: 'Ticket: charged twice' },
        { content: 'Sorry about that', usage: usageOf(model, 120, 8) },
      );
      const answer = await execute({ model, vars: { ticket: 'charged twice' } });
      expect(answer.body).toMatchObject({
        model,
        text: 'Sorry about that',
        usage: { inputTokens: 120, outputTokens: 8, estimated: false },
        ...(model.startsWith('local') ? { unpriced: true } : { costUsd: expect.any(Number) }),
      });
      expect(JSON.stringify(models.getLastRequest()?.body)).toContain('Be kind.');
      expect(await lastRecord()).toMatchObject({
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
    const answer = await execute({ model: 'echo/any', vars: { ticket: 'hi' } });
    expect(answer.body).toMatchObject({
      text: expect.stringMatching(/^Be kind\.\s+Ticket: hi$/),
      costUsd: 0,
    });
    expect(await lastRecord()).toMatchObject({ status: 'succeeded', model: 'echo/any', costUsd: 0 });
  });

  it('at an old version uses that version and its partials', async () => {
    const registry = new RegistryClient(hub);
    const head = (await registry.get('branches')).body.items[0].head as string;
    await registry.publish({ '_tone.prompt': 'Be brief.' }, { parent: head });
    const now = await execute({ model: 'echo/x' });
    const then = await execute({ model: 'echo/x', ref: head });
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
    ["the editor's model", { model: 'vscode/gpt' }, 422, 'provider-unsupported'],
  ])('refuses %s before anything is spent', async (_what, json, status, code) => {
    const before = await lastRecord();
    expect((await execute(json)).body).toMatchObject({ status, code });
    expect((await execute({ ...json, stream: true })).body).toMatchObject({ status, code });
    expect(await lastRecord()).toEqual(before);
  });

  it('is listed newest first, page by page', async () => {
    for (const ticket of ['1', '2', '3']) await execute({ model: 'echo/x', vars: { ticket } });
    await lastRecord();
    const all = (await hub.request(`${ROOT}/executions?limit=200`, { as: 'viewer' })).body;
    const first = (await hub.request(`${ROOT}/executions?limit=2`, { as: 'viewer' })).body;
    const rest = (
      await hub.request(`${ROOT}/executions?limit=200&cursor=${first.nextCursor}`, { as: 'viewer' })
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
      models.on({ userMessage: 'Ticket: hi' }, { content: 'one two three four' }, { chunkSize: 4 });
      const events = await streamed({ model, vars: { ticket: 'hi' } });
      const pieces = events
        .filter(({ event }) => event === 'text')
        .map(({ data }) => (data as { text: string }).text);
      expect(pieces.length).toBeGreaterThan(1);
      expect(pieces.join('')).toBe('one two three four');
      expect(events.at(-1)).toMatchObject({ event: 'done', data: { text: 'one two three four', model } });
      expect(events.filter(({ event }) => event !== 'text')).toHaveLength(1);
      expect(await lastRecord()).toMatchObject({ status: 'succeeded' });
    },
  );

  it('that is cut by the provider ends in one error, and what was heard is recorded', async () => {
    models.on(
      { userMessage: 'Ticket: hi' },
      { content: 'one two three four five six' },
      { chunkSize: 4, truncateAfterChunks: 5, latency: 5 },
    );
    const events = await streamed({ vars: { ticket: 'hi' } });
    expect(events.some(({ event }) => event === 'text')).toBe(true);
    const last = events.at(-1) as { event: string; data: { code: string; executionId: string } };
    expect(last.event).toBe('error');
    expect(last.data.code).toMatch(/^provider-(network|malformed-response)$/);
    const record = await lastRecord();
    expect(record).toMatchObject({ id: last.data.executionId, status: 'failed' });
    expect(record.outputTokens).toBeGreaterThan(0);
    expect(record.costUsd).toBeGreaterThan(0);
  });

  it.each([true, false])('whose client goes away cancels the call (stream %s)', async (stream) => {
    let gone: () => void = () => undefined;
    const cancelled = new Promise<void>((resolve) => (gone = resolve));
    let arrived: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    await oddProvider('slow', (_request, response) => {
      response.once('close', gone);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const chunk = {
        id: 'c',
        object: 'chat.completion.chunk',
        created: 1,
        model: 'm',
        choices: [{ index: 0, delta: { content: 'so far ' } }],
      };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
      arrived();
    });
    const controller = new AbortController();
    const pending = fetch(`${hub.url}${ROOT}/execute`, {
      method: 'POST',
      signal: controller.signal,
      headers: { authorization: `Bearer ${hub.users.editor.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ path: 'reply.prompt', model: 'slow/m', stream }),
    }).then((response) => response.text());
    pending.catch(() => undefined);
    await asked;
    expect(await lastRecord()).toMatchObject({ status: 'running', model: 'slow/m' });
    controller.abort();
    await cancelled;
    const record = await settledRecord();
    expect(record).toMatchObject({ status: 'failed', errorCode: 'aborted', unpriced: true });
    expect(record.inputTokens).toBeGreaterThan(0);
  });
});

describe('a failed call', () => {
  it.each([
    [401, 502, 'provider-unauthorized'],
    [404, 422, 'provider-not-found'],
    [400, 422, 'provider-invalid-request'],
    [429, 503, 'provider-rate-limited'],
    [500, 502, 'provider-server-error'],
  ])('with %i is answered as %i %s, recorded, and shows no key', async (theirs, ours, code) => {
    await oddProvider('odd', (_request, response) => {
      response.writeHead(theirs, { 'content-type': 'application/json', 'retry-after': '7' });
      response.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${KEY}. And more.` } }));
    });
    const answer = await execute({ model: 'odd/m', timeoutMs: 300 });
    expect(answer.body).toMatchObject({ status: ours, code });
    if (theirs === 429) expect(answer.headers.get('retry-after')).toBe('7');
    const events = await streamed({ model: 'odd/m', timeoutMs: 300 });
    expect(events).toMatchObject([{ event: 'error', data: { code } }]);
    const record = await lastRecord();
    expect(record).toMatchObject({
      status: 'failed',
      errorCode: code.replace('provider-', ''),
      outputTokens: 0,
    });
    const audit = await hub.request('/api/v1/organizations/acme/audit?limit=200', { as: 'owner' });
    for (const text of [answer.text, JSON.stringify(events), JSON.stringify(record), audit.text, ...logged]) {
      expect(text).not.toContain(KEY);
    }
  });

  it('because nobody is there is a 502', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await setKey('away', `http://127.0.0.1:${port}/v1`);
    expect((await execute({ model: 'away/m', timeoutMs: 300 })).body).toMatchObject({
      status: 502,
      code: 'provider-network',
    });
  });

  it('of a host that is no longer allowed is refused', async () => {
    const child = await ChildHub.start({ ...hub.config, logLevel: 'silent', allowedProviderHosts: [] });
    children.push(child);
    const answer = await execute({}, { origin: child.url });
    expect(answer.body).toMatchObject({ status: 422, code: 'address-not-allowed' });
  });
});

describe('a hub that is killed during a call', () => {
  it('leaves a running record, which another hub settles as failed', async () => {
    let arrived: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (arrived = resolve));
    await oddProvider('hanging', () => arrived());
    const child = await ChildHub.start({ ...hub.config, logLevel: 'silent' });
    children.push(child);
    const pending = execute({ model: 'hanging/m' }, { origin: child.url }).catch(() => 'lost');
    await asked;
    await child.kill();
    expect(await pending).toBe('lost');
    expect(await lastRecord()).toMatchObject({ status: 'running', model: 'hanging/m' });
    await hub.dataSource.query(`UPDATE execution_hubs SET alive_at = alive_at - interval '2 minutes'`);
    const next = await ChildHub.start({ ...hub.config, logLevel: 'silent' });
    children.push(next);
    expect(await lastRecord()).toMatchObject({ status: 'failed', errorCode: 'hub-stopped' });
  });
});

describe('who may', () => {
  it('owners, admins and editors run; every member sees what was run; a stranger sees no project', async () => {
    const statuses = async (as: TestRole) => [
      (await execute({ model: 'echo/x' }, { as })).status,
      (await hub.request(`${ROOT}/executions`, { as })).status,
    ];
    expect(await statuses('owner')).toEqual([200, 200]);
    expect(await statuses('admin')).toEqual([200, 200]);
    expect(await statuses('editor')).toEqual([200, 200]);
    expect(await statuses('viewer')).toEqual([403, 200]);
    expect(await statuses('stranger')).toEqual([404, 404]);
    const bodies = await Promise.all(
      ['acme/support-desk', 'acme/nothing', 'nobody/nothing'].map(async (place) => {
        const json = { path: 'reply.prompt', model: 'echo/x' };
        const { body } = await hub.request(`/api/v1/projects/${place}/execute`, { as: 'stranger', json });
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

async function streamed(json: Record<string, unknown>) {
  const answer = await execute({ ...json, stream: true });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('x-request-id')).toBeTruthy();
  return readEvents(answer.text);
}

/** The last record, once it is no longer running: the hub settles it after the client has gone. */
async function settledRecord(): Promise<Record<string, unknown> & { inputTokens: number }> {
  for (;;) {
    const record = await lastRecord();
    if (record.status !== 'running') return record;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
