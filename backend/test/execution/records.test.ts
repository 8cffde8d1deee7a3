import { ExecutionContents } from '../../src/execution/execution-contents';
import type { TestRequest } from '../hub';
import { ownerQuery } from '../owner-query';
import { ModelHub, ROOT, type TestRecord } from './model-hub';

let at: ModelHub;
let token: { id: string; token: string };
beforeAll(async () => {
  at = await ModelHub.start();
  const json = { name: 'ci', scopes: ['read', 'execute'] };
  token = (await at.hub.request('/api/v1/me/tokens', { as: 'editor', json })).body;
  await at.hub.request(`${ROOT}/environments/staging/deployments`, {
    as: 'owner',
    json: { ref: 'main', why: 'because' },
  });
  const runs: [Record<string, unknown>, TestRequest['as']][] = [
    [{ model: 'echo/a' }, 'editor'],
    [{ model: 'echo/b' }, 'owner'],
    [{ model: 'echo/a', path: 'json.prompt' }, 'owner'],
    [{ model: 'echo/a', environment: 'staging' }, { token: token.token }],
    [{ model: 'echo/b', path: 'json.prompt' }, { token: token.token }],
    [{ model: 'echo/a' }, 'admin'],
  ];
  for (const [json, as] of runs) expect((await at.execute(json, { ...(as && { as }) })).status).toBe(200);
});
afterAll(() => at?.close());

const setPolicy = (json: Record<string, unknown>) =>
  at.hub.request(`${ROOT}/execution-policy`, { method: 'PUT', as: 'admin', json });

describe('the list of records', () => {
  it('finds by every filter, alone and by two, what a look at all of them finds', async () => {
    const all = await at.records();
    const middle = all[2]?.['startedAt'] as string;
    const user = at.hub.users.owner.id;
    const filters: [string, (record: TestRecord) => boolean][] = [
      ['path=json.prompt', (record) => record['path'] === 'json.prompt'],
      ['environment=staging', (record) => record['environment'] === 'staging'],
      ['model=echo/b', (record) => record['model'] === 'echo/b'],
      ['status=failed', (record) => record['status'] === 'failed'],
      ['errorCode=answer-not-json', (record) => record['errorCode'] === 'answer-not-json'],
      [`user=${user}`, (record) => (record['user'] as { id: string }).id === user],
      [`key=${token.id}`, (record) => (record['key'] as { id: string } | undefined)?.id === token.id],
      [`since=${middle}`, (record) => String(record['startedAt']) >= middle],
      [`until=${middle}`, (record) => String(record['startedAt']) < middle],
    ];
    for (const [first, isFirst] of filters)
      for (const [second, isSecond] of filters) {
        const expected = all.filter((record) => isFirst(record) && isSecond(record));
        const query = first === second ? `&${first}` : `&${first}&${second}`;
        if (first === second) expect(expected.length % all.length).toBeGreaterThan(0);
        expect([query, await at.records(query)]).toEqual([query, expected]);
      }
  });

  it('knows who asks by "me", and says with which key it was asked', async () => {
    const { body } = await at.hub.request(`${ROOT}/executions?user=me`, { as: 'editor' });
    expect(body.items.map(({ key }: { key?: unknown }) => key)).toEqual([
      { id: token.id, name: 'ci' },
      { id: token.id, name: 'ci' },
      undefined,
    ]);
  });

  it('comes in pages that hold every record once', async () => {
    const all = await at.records('&status=succeeded');
    const found: unknown[] = [];
    let cursor = '';
    do {
      const path = `${ROOT}/executions?status=succeeded&limit=2${cursor}`;
      const { items, nextCursor } = (await at.hub.request(path, { as: 'viewer' })).body;
      found.push(...items);
      cursor = nextCursor === undefined ? '' : `&cursor=${nextCursor}`;
    } while (cursor !== '');
    expect(found).toEqual(all);
  });

  it.each(['since=yesterday', 'user=somebody', 'status=lost', 'cursor=abc'])('refuses %s', async (query) => {
    const { status } = await at.hub.request(`${ROOT}/executions?${query}`, { as: 'viewer' });
    expect(status).toBe(422);
  });
});

describe('one record', () => {
  it('tells of every request that was made', async () => {
    const { body } = await at.execute({ model: 'echo/a' });
    await at.records();
    expect(await at.detail(body.id)).toMatchObject({
      ...{ id: body.id, usage: body.usage, costUsd: 0, retries: 0 },
      attempts: [{ model: 'echo/a', waitMs: 0, costUsd: 0 }],
    });
  });

  it.each(['nonsense', '0198c2f0-7a31-7c44-9d52-2f6f1f3c9a10'])('%s is not there', async (id) => {
    expect(await at.detail(id)).toMatchObject({ status: 404 });
  });

  it('of another project is not there', async () => {
    const json = { slug: 'elsewhere', name: 'Elsewhere' };
    await at.hub.request('/api/v1/organizations/acme/projects', { as: 'owner', json });
    const [record] = await at.records();
    const path = `/api/v1/projects/acme/elsewhere/executions/${record?.id}`;
    expect((await at.hub.request(path, { as: 'owner' })).status).toBe(404);
  });
});

describe('contents', () => {
  const vars = { ticket: 'NUL \0, a half \ud83d, an {{expression}}' };
  const run = async (json: Record<string, unknown> = {}) => {
    const { body } = await at.execute({ model: 'echo/a', vars, ...json });
    await at.records();
    return body.id as string;
  };
  const contentsOf = async (id: string, as?: TestRequest['as']) => (await at.detail(id, as)).contents;

  it('are not kept unless a project wants that', async () => {
    const { body } = await at.hub.request(`${ROOT}/execution-policy`, { as: 'viewer' });
    expect(body).toEqual({ keepContents: 'none', keepDays: 30 });
    expect(await contentsOf(await run())).toBeUndefined();
  });

  it('are kept for those who may run prompts, and no one else', async () => {
    await setPolicy({ keepContents: 'all', keepDays: 7 });
    const id = await run();
    await expectSoon(() => contentsOf(id), {
      vars: { ticket: vars.ticket },
      text: expect.stringContaining('Ticket: NUL \0'),
      toolCalls: [],
    });
    const reading = { name: 'reads', scopes: ['read'] };
    const { body } = await at.hub.request('/api/v1/me/tokens', { as: 'editor', json: reading });
    for (const as of ['viewer', { token: body.token as string }] as const)
      expect(await at.detail(id, as)).toEqual(expect.not.objectContaining({ contents: expect.anything() }));
    expect((await at.hub.request(`${ROOT}/executions/${id}`, { as: 'stranger' })).status).toBe(404);
  });

  it('of what failed alone are kept where that is wanted, also of what was kept before', async () => {
    await setPolicy({ keepContents: 'all', keepDays: 7 });
    const good = await run();
    await expectSoon(() => contentsOf(good), expect.anything());
    await setPolicy({ keepContents: 'failed', keepDays: 7 });
    const bad = await run({ path: 'json.prompt' });
    await expectSoon(() => contentsOf(bad), expect.objectContaining({ vars }));
    expect(await contentsOf(good)).toBeUndefined();
  });

  it('that are kept no longer are deleted, also by two hubs at a time', async () => {
    await setPolicy({ keepContents: 'all', keepDays: 7 });
    const [old, young] = [await run(), await run()];
    await expectSoon(() => contentsOf(young), expect.anything());
    const rows = async () => {
      const found = await at.hub.dataSource.query<{ execution_id: string }[]>(
        'SELECT execution_id FROM execution_contents',
      );
      return found.map((row) => row.execution_id);
    };
    await ownerQuery(
      at.hub,
      `UPDATE execution_contents SET kept_at = now() - interval '8 days' WHERE execution_id = $1`,
      [old],
    );
    expect(await contentsOf(old)).toBeUndefined();
    const contents = at.hub.app.get(ExecutionContents, { strict: false });
    await Promise.all([contents.sweep(), contents.sweep()]);
    expect(await rows()).toContain(young);
    expect(await rows()).not.toContain(old);
    await setPolicy({ keepContents: 'none', keepDays: 7 });
    await contents.sweep();
    expect(await rows()).toEqual([]);
  });
});

/** What is written behind the caller's back is there in a moment. */
async function expectSoon(read: () => Promise<unknown>, expected: unknown): Promise<void> {
  for (let tries = 0; tries < 200 && (await read()) === undefined; tries++)
    await new Promise((resolve) => setImmediate(resolve));
  expect(await read()).toEqual(expected);
}
