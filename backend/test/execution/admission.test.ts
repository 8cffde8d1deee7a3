import { chunk, lastChunk, ModelHub, signalled, STREAM } from './model-hub';

let at: ModelHub;
let requests = 0;
beforeAll(async () => {
  at = await ModelHub.start();
});
beforeEach(async () => {
  requests = 0;
  await at.addProvider('openai', (_request, response) => {
    requests++;
    response.writeHead(200, STREAM).end(chunk('fine') + lastChunk(1000, 100));
  });
});
afterEach(() => at.closeProviders());
afterAll(() => at?.close());

/** Makes a budget or a rate limit, for as long as the work takes. What ran before is settled first: a new budget counts it. */
async function under(
  kind: 'budgets' | 'rate-limits',
  json: object,
  work: () => Promise<void>,
): Promise<void> {
  await at.settle();
  const path = `/api/v1/organizations/acme/${kind}`;
  const { body } = await at.hub.request(path, { as: 'owner', json });
  try {
    await work();
  } finally {
    await at.hub.request(`${path}/${body.id}`, { method: 'DELETE', as: 'owner' });
  }
}

const everything = { for: { scope: 'organization' }, period: 'month' };

it.each([false, true])(
  'what a hard budget refuses asks nobody, and is on record with the reason and without a cost (stream %s)',
  async (stream) => {
    await under('budgets', { ...everything, limitUsd: 0.01, hard: true }, async () => {
      for (const [more, status, code] of [
        [{}, 402, 'budget-exhausted'],
        [{ model: 'local/m' }, 422, 'model-unpriced'],
      ] as const) {
        const { body } = await at.execute({ stream, ...more });
        const record = await at.settledRecord();
        expect(body).toMatchObject({ status, code, executionId: record.id });
        expect(record).toMatchObject({ status: 'failed', errorCode: code, costUsd: 0 });
      }
      expect(requests).toBe(0);
    });
  },
);

it('what could cost more than any model can is refused, and spoils no budget', async () => {
  await under('budgets', { ...everything, limitUsd: 1, hard: false }, async () => {
    for (const _ of Array(10).keys()) {
      const { body } = await at.execute({ path: 'endless.prompt' });
      expect(body).toMatchObject({ status: 422, code: 'cost-too-high', model: 'openai/gpt-5-mini' });
    }
    expect(requests).toBe(0);
    expect((await at.execute({})).body).toMatchObject({ text: 'fine' });
  });
});

it('a prompt that asks for little fits where one without a limit does not', async () => {
  await under('budgets', { ...everything, limitUsd: 0.01, hard: true }, async () => {
    expect((await at.execute({})).status).toBe(402);
    expect((await at.execute({ path: 'brief.prompt' })).body).toMatchObject({ text: 'fine' });
  });
});

it('what a soft budget lets go says so', async () => {
  await under('budgets', { ...everything, limitUsd: 0.0001, hard: false }, async () => {
    const { status, body } = await at.execute({});
    expect([status, body.warnings]).toEqual([
      200,
      [{ budget: expect.any(String), message: expect.any(String) }],
    ]);
  });
});

it('what is over a rate limit waits for its minute; a kept answer does not', async () => {
  await at.execute({ cache: {} });
  const limit = { for: { scope: 'organization' }, measure: 'requests-per-minute', limit: 1 };
  await under('rate-limits', limit, async () => {
    expect((await at.execute({})).status).toBe(200);
    for (const stream of [false, true]) {
      const refused = await at.execute({ stream });
      expect([refused.status, refused.body.code]).toEqual([429, 'rate-limit-reached']);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect((await at.execute({ cache: {} })).body).toMatchObject({
      costUsd: 0,
      cachedAt: expect.any(String),
    });
  });
});

it('who goes away makes room for the next', async () => {
  const [asked, left] = [signalled(), signalled()];
  await at.addProvider('hanging', (_request, response) => {
    response.once('close', left.done);
    asked.done();
  });
  const limit = { for: { scope: 'organization' }, measure: 'parallel-requests', limit: 1 };
  await under('rate-limits', limit, async () => {
    const client = at.begin({ model: 'hanging/m' });
    await asked.promise;
    expect((await at.execute({})).status).toBe(429);
    client.abort();
    await left.promise;
    let { status } = await at.execute({});
    for (let tries = 0; tries < 100 && status === 429; tries++) ({ status } = await at.execute({}));
    expect(status).toBe(200);
  });
});

it.each([
  [false, 'reply.prompt'],
  [true, 'json.prompt'],
])(
  'a second attempt that a budget refuses ends a call that is on record, as its problem says (stream %s)',
  async (stream, path) => {
    await at.addProvider('openai', (_request, response) => void response.socket?.resetAndDestroy());
    const counted = { scope: 'prompt', project: 'support-desk', path };
    await under('budgets', { for: counted, period: 'month', limitUsd: 0.05, hard: true }, async () => {
      const { text } = await at.execute({ path, stream });
      const record = await at.settledRecord();
      expect(text).toContain('budget-exhausted');
      expect(text).toContain(`"executionId":"${record.id}"`);
      expect(record).toMatchObject({ path, status: 'failed', retries: 0 });
    });
  },
);
