import { uuidV7 } from '../../src/common/uuid';
import { startHub, type TestHub, type TestRequest } from '../hub';
import { ownerQuery } from '../owner-query';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

const ROOT = '/api/v1/organizations/acme/budgets';
const create = (json: unknown, more: TestRequest = {}) => hub.request(ROOT, { as: 'owner', json, ...more });
const MONTHLY = { for: { scope: 'organization' }, period: 'month', limitUsd: 12.34 };

it('a budget is set, changed, and taken away; it begins with nothing spent', async () => {
  const made = await create(MONTHLY);
  const now = new Date();
  expect([made.status, made.body]).toEqual([
    201,
    {
      ...MONTHLY,
      id: expect.any(String),
      hard: true,
      settledUsd: 0,
      reservedUsd: 0,
      periodStart: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())).toISOString(),
      resetsAt: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1)).toISOString(),
      createdAt: expect.any(String),
    },
  ]);
  const one = `${ROOT}/${made.body.id}`;
  const softened = await hub.request(one, { method: 'PATCH', as: 'admin', json: { hard: false } });
  expect(softened.body).toEqual({ ...made.body, hard: false });
  const raised = await hub.request(one, { method: 'PATCH', as: 'admin', json: { limitUsd: 0.000001 } });
  expect(raised.body).toEqual({ ...softened.body, limitUsd: 0.000001 });
  expect((await hub.request(ROOT, { as: 'viewer' })).body).toEqual({ items: [raised.body] });
  const statuses = [];
  for (const method of ['DELETE', 'DELETE', 'PATCH'])
    statuses.push(
      (await hub.request(one, { method, as: 'owner', ...(method === 'PATCH' ? { json: {} } : {}) })).status,
    );
  expect(statuses).toEqual([204, 404, 404]);
  expect((await hub.request(`${one}/spending`, { as: 'owner' })).status).toBe(404);
  expect((await hub.request(ROOT, { as: 'viewer' })).body).toEqual({ items: [] });
});

it.each([
  [{ scope: 'project', project: 'support-desk' }],
  [{ scope: 'prompt', project: 'support-desk', path: 'a/b.prompt' }],
  [{ scope: 'environment', project: 'support-desk', environment: 'production' }],
  [{ scope: 'user' }],
  [{ scope: 'key' }],
])('counts %j', async (counted) => {
  const made = await create({ ...MONTHLY, for: counted });
  expect(made.body.for).toEqual(counted);
});

it.each([
  [404, { ...MONTHLY, for: { scope: 'project', project: 'nothing' } }],
  [404, { ...MONTHLY, for: { scope: 'environment', project: 'support-desk', environment: 'moon' } }],
  [404, { ...MONTHLY, for: { scope: 'user', user: '0193542f-7c8e-7a3b-9c1d-2e4f6a8b0c1d' } }],
  [422, { ...MONTHLY, limitUsd: -1 }],
  [422, { ...MONTHLY, limitUsd: 2_000_000_000 }],
  [422, { ...MONTHLY, period: 'week' }],
  [422, { ...MONTHLY, for: { scope: 'galaxy' } }],
])('refuses with %i %j', async (status, json) => {
  expect((await create(json)).status).toBe(status);
});

it('a stranger is no member that could have a budget, and sees none', async () => {
  const { stranger } = hub.users;
  expect((await create({ ...MONTHLY, for: { scope: 'user', user: stranger.id } })).status).toBe(404);
  expect((await hub.request(ROOT, { as: 'stranger' })).status).toBe(404);
});

it('whose budget it is, and who spent most of it, is told by name', async () => {
  const { id: editor } = hub.users.editor;
  const each = (await create({ for: { scope: 'user' }, period: 'day', limitUsd: 5 })).body;
  const own = (await create({ for: { scope: 'user', user: editor }, period: 'day', limitUsd: 5 })).body;
  const all = (await create({ ...MONTHLY, period: 'day' })).body;
  const spending = async ({ id }: { id: string }) =>
    (await hub.request(`${ROOT}/${id}/spending`, { as: 'viewer' })).body.items;
  const nothing = { settledUsd: 0, reservedUsd: 0 };
  expect(await spending(each)).toEqual([]);
  expect(await spending(own)).toEqual([{ name: 'editor person', user: editor, ...nothing }]);
  expect(await spending(all)).toEqual([{ name: 'the organization', ...nothing }]);
  for (const [user, settled] of [
    [hub.users.admin.id, 1_500_000_000],
    [editor, 2_000_000_001],
  ])
    await ownerQuery(hub, `INSERT INTO budget_counters VALUES ($1, $2, $3, 5, $4)`, [
      each.id,
      user,
      each.periodStart,
      settled,
    ]);
  // Of yesterday: over and done with.
  await ownerQuery(
    hub,
    `INSERT INTO budget_counters VALUES ($1, $2, $3::timestamptz - interval '1 day', 5, 5)`,
    [...[each.id, editor, each.periodStart]],
  );
  expect(await spending(each)).toEqual([
    { name: 'editor person', user: editor, settledUsd: 2.000000001, reservedUsd: 0.000000005 },
    { name: 'admin person', user: hub.users.admin.id, settledUsd: 1.5, reservedUsd: 0.000000005 },
  ]);
  const { items } = (await hub.request(ROOT, { as: 'viewer' })).body;
  expect(items.find(({ id }: { id: string }) => id === each.id)).toMatchObject({ settledUsd: 2.000000001 });
});

it('a budget that is set later counts what its period has cost', async () => {
  const id = uuidV7();
  await ownerQuery(
    hub,
    `INSERT INTO executions (id, project_id, user_id, path, commit_id, model, status, hub_instance, started_at)
     VALUES ($1, $2, $3, 'late.prompt', '', 'echo/x', 'running', $1, now())`,
    [id, hub.project.id, hub.users.editor.id],
  );
  await ownerQuery(
    hub,
    `INSERT INTO execution_attempts (execution_id, number, model, reserved_nano, cost_nano, settled_at)
     VALUES ($1, 1, 'echo/x', 2000000000, 1500000000, now()), ($1, 2, 'echo/x', 250000000, NULL, NULL)`,
    [id],
  );
  const late = { scope: 'prompt', project: 'support-desk', path: 'late.prompt' };
  expect((await create({ ...MONTHLY, for: late })).body).toMatchObject({ settledUsd: 1.75, reservedUsd: 0 });
  const other = { ...late, path: 'other.prompt' };
  expect((await create({ ...MONTHLY, for: other })).body).toMatchObject({ settledUsd: 0, reservedUsd: 0 });
});

it('there are no more than a hundred', async () => {
  await ownerQuery(
    hub,
    `INSERT INTO budgets (id, organization_id, scope, period, limit_nano, hard)
     SELECT gen_random_uuid(), $1, 'organization', 'day', 1, false FROM generate_series(1, 100)`,
    [hub.organization.id],
  );
  expect((await create(MONTHLY)).body).toMatchObject({ status: 409, code: 'too-many-budgets' });
});
