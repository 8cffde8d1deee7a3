import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ChildHub } from '../child-hub';
import { chunk, KEY, lastChunk, ModelHub, signalled, STREAM } from './model-hub';

const logged: string[] = [];
let at: ModelHub;
let children: ChildHub[] = [];
beforeAll(async () => {
  at = await ModelHub.start({ logStream: { write: (line: string) => void logged.push(line) } });
});
beforeEach(() => {
  logged.length = 0;
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  at.closeProviders();
  children = [];
});
afterAll(() => at?.close());

describe('a failed call', () => {
  it.each([
    [401, 502, 'provider-unauthorized'],
    [404, 422, 'provider-not-found'],
    [400, 422, 'provider-invalid-request'],
    [429, 503, 'provider-rate-limited'],
    [500, 502, 'provider-server-error'],
  ])('with %i is answered as %i %s, recorded, and shows no key', async (theirs, ours, code) => {
    await at.addProvider('odd', (_request, response) => {
      response.writeHead(theirs, { 'content-type': 'application/json', 'retry-after': '7' });
      response.end(JSON.stringify({ error: { message: `Incorrect API key provided: ${KEY}. And more.` } }));
    });
    const answer = await at.execute({ model: 'odd/m', timeoutMs: 300 });
    expect(answer.body).toMatchObject({ status: ours, code });
    if (theirs === 429) expect(answer.headers.get('retry-after')).toBe('7');
    const events = await at.stream({ model: 'odd/m', timeoutMs: 300 });
    expect(events).toMatchObject([{ event: 'begun' }, { event: 'error', data: { code } }]);
    const record = await at.lastRecord();
    expect(record).toMatchObject({
      status: 'failed',
      errorCode: code.replace('provider-', ''),
      outputTokens: 0,
    });
    const audit = await at.hub.request('/api/v1/organizations/acme/audit?limit=200', { as: 'owner' });
    for (const text of [answer.text, JSON.stringify(events), JSON.stringify(record), audit.text, ...logged]) {
      expect(text).not.toContain(KEY);
    }
  });

  it('because nobody is there is a 502', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await at.setKey('away', `http://127.0.0.1:${port}/v1`);
    expect((await at.execute({ model: 'away/m', timeoutMs: 1000 })).body).toMatchObject({
      status: 502,
      code: 'provider-network',
    });
  });

  it('of a host that is no longer allowed is refused', async () => {
    const child = await ChildHub.start({ ...at.hub.config, logLevel: 'silent', allowedProviderHosts: [] });
    children.push(child);
    const answer = await at.execute({}, { origin: child.url });
    expect(answer.body).toMatchObject({ status: 422, code: 'address-not-allowed' });
  });
});

describe('a run whose client goes away', () => {
  it.each([true, false])('cancels the call (stream %s)', async (stream) => {
    const [cancelled, asked] = [signalled(), signalled()];
    await at.addProvider('slow', (_request, response) => {
      response.once('close', cancelled.done);
      response.writeHead(200, STREAM).write(chunk('so far '));
      asked.done();
    });
    const client = at.begin({ model: 'slow/m', stream });
    await asked.promise;
    expect(await at.lastRecord()).toMatchObject({ status: 'running', model: 'slow/m' });
    client.abort();
    await cancelled.promise;
    const record = await at.settledRecord();
    expect(record).toMatchObject({ status: 'failed', errorCode: 'aborted', unpriced: true });
    expect(record.inputTokens).toBeGreaterThan(0);
  });

  it('while it waits to try again tries no more', async () => {
    const asked = signalled();
    let requests = 0;
    await at.addProvider('busy', (_request, response) => {
      requests++;
      response.writeHead(429, { 'retry-after': '20' }).end('{}');
      asked.done();
    });
    const client = at.begin({ model: 'busy/m', stream: true });
    await asked.promise;
    client.abort();
    expect(await at.settledRecord()).toMatchObject({ status: 'failed', errorCode: 'aborted', retries: 0 });
    expect(requests).toBe(1);
  });
});

describe('an answer that is not what the prompt asks for', () => {
  const answering = (parts: string[]) =>
    at.addProvider('odd', (_request, response) => {
      response.writeHead(200, STREAM).end(parts.join(''));
    });

  it.each([
    ['no JSON', 'json.prompt', [chunk('Sure!'), lastChunk(10, 2)], 'not-json'],
    ['JSON of another shape', 'json.prompt', [chunk('{"sort":1}'), lastChunk(10, 2)], 'not-of-schema'],
    ['empty', 'reply.prompt', [lastChunk(10, 0)], 'empty'],
    ['cut off', 'reply.prompt', [chunk('So'), lastChunk(10, 2, 'length')], 'cut-off'],
    ['withheld', 'reply.prompt', [chunk('So'), lastChunk(10, 2, 'content_filter')], 'withheld'],
  ])('(%s) is given with its problem, paid once, and has failed', async (_what, path, parts, code) => {
    await answering(parts);
    const { body, status } = await at.execute({ path, model: 'odd/m', cache: {} });
    expect([status, body.problem]).toEqual([200, { code, message: expect.any(String) }]);
    expect(body.attempts).toHaveLength(1);
    expect(await at.lastRecord()).toMatchObject({
      ...{ id: body.id, status: 'failed', errorCode: `answer-${code}`, retries: 0, inputTokens: 10 },
    });
    const again = await at.execute({ path, model: 'odd/m', cache: {} });
    expect(again.body.cachedAt).toBeUndefined();
  });

  it.each([
    ['is of another type', 'text/html', '<!doctype html>'],
    ['is no JSON on the wire', 'text/event-stream', 'data: {"x\n\n'],
  ])('because it %s is a failure of the provider', async (_what, type, text) => {
    let requests = 0;
    await at.addProvider('odd', (_request, response) => {
      requests++;
      response.writeHead(200, { 'content-type': type }).end(text);
    });
    const { body } = await at.execute({ model: 'odd/m' });
    expect(body).toMatchObject({ status: 502, code: 'provider-malformed-response' });
    expect(await at.lastRecord()).toMatchObject({ id: body.executionId, status: 'failed', retries: 0 });
    expect(requests).toBe(1);
  });

  it('of ten megabytes arrives whole', async () => {
    const piece = 'x'.repeat(1_000_000);
    await answering([...Array.from({ length: 10 }, () => chunk(piece)), lastChunk(10, 3_000_000)]);
    const { body } = await at.execute({ model: 'odd/m' });
    expect([body.text.length, body.usage.outputTokens]).toEqual([10_000_000, 3_000_000]);
  });

  it('that never ends is broken off, and what was heard of it is on record', async () => {
    const over = signalled();
    await at.addProvider('endless', (_request, response) => {
      response.once('close', over.done).writeHead(200, STREAM);
      const piece = chunk('on and on '.repeat(10_000));
      const write = (): void => {
        while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', write);
      };
      write();
    });
    const { body } = await at.execute({ model: 'endless/m' });
    expect(body).toMatchObject({ status: 502, code: 'provider-malformed-response' });
    await over.promise;
    const record = await at.settledRecord();
    expect(record).toMatchObject({ id: body.executionId, status: 'failed', retries: 0, unpriced: true });
  });
});

describe('a provider that fails', () => {
  it('is spared by the hub that knows, asked by one that does not, and once mended serves both', async () => {
    let requests = 0;
    let mended = false;
    await at.addProvider('ill', (_request, response) => {
      requests++;
      if (mended) response.writeHead(200, STREAM).end(chunk('well again') + lastChunk(10, 2));
      else response.writeHead(500, { 'retry-after-ms': '1' }).end('{}');
    });
    const child = await ChildHub.start({ ...at.hub.config, logLevel: 'silent' });
    children.push(child);
    const ask = async (origin = at.hub.url) => (await at.execute({ model: 'ill/m' }, { origin })).body;
    for (const _ of [1, 2]) await ask();
    const before = requests;
    expect(await ask()).toMatchObject({ code: 'provider-circuit-open' });
    expect(requests).toBe(before);
    expect(await ask(child.url)).toMatchObject({ code: 'provider-server-error' });
    expect(requests).toBe(before + 3);
    mended = true;
    expect(await ask(child.url)).toMatchObject({ text: 'well again' });
    expect(await ask()).toMatchObject({ code: 'provider-circuit-open' });
    const { items } = (await at.hub.request('/api/v1/organizations/acme/models', { as: 'editor' })).body;
    const later =
      performance.now() + items.find(({ model }: { model: string }) => model === 'ill/m').triedInMs;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => later);
    try {
      expect(await ask()).toMatchObject({ text: 'well again' });
      expect(await ask()).toMatchObject({ text: 'well again' });
    } finally {
      clock.mockRestore();
    }
  });
});

describe('a hub that is killed during a call', () => {
  it('leaves a running record, which another hub settles as failed', async () => {
    const asked = signalled();
    await at.addProvider('hanging', asked.done);
    const child = await ChildHub.start({ ...at.hub.config, logLevel: 'silent' });
    children.push(child);
    const pending = at.execute({ model: 'hanging/m' }, { origin: child.url }).catch(() => 'lost');
    await asked.promise;
    await child.kill();
    expect(await pending).toBe('lost');
    expect(await at.lastRecord()).toMatchObject({ status: 'running', model: 'hanging/m' });
    await at.hub.dataSource.query(`UPDATE execution_hubs SET alive_at = alive_at - interval '2 minutes'`);
    const next = await ChildHub.start({ ...at.hub.config, logLevel: 'silent' });
    children.push(next);
    expect(await at.lastRecord()).toMatchObject({ status: 'failed', errorCode: 'hub-stopped' });
  });
});
