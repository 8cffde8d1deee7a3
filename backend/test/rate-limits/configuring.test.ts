import type { ChargeScope } from '@prompthub/protocol';
import { ChildHub } from '../child-hub';
import { startHub, type TestHub, type TestResponse } from '../hub';
import { ownerQuery } from '../owner-query';
import { commit } from '../routes';

const LIMITS = '/api/v1/organizations/acme/rate-limits';
const nobody = 'badc0ffe-0000-4000-8000-00000badc0de';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

const make = (scope: unknown, limit = 60, measure = 'requests-per-minute') =>
  hub.request(LIMITS, { as: 'admin', json: { for: scope, measure, limit } });

test('a limit of every scope is shown as it was given, is changed, and is gone when it is deleted', async () => {
  const token = await hub.request('/api/v1/me/tokens', {
    as: 'editor',
    json: { name: 'ci', scopes: ['read'] },
  });
  const scopes: ChargeScope[] = [
    { scope: 'organization' },
    { scope: 'project', project: 'support-desk' },
    { scope: 'user' },
    { scope: 'user', user: hub.users.viewer.id },
    { scope: 'key' },
    { scope: 'key', key: token.body.id },
    { scope: 'prompt', project: 'support-desk', path: 'replies/first.prompt' },
    { scope: 'environment', project: 'support-desk', environment: 'production' },
  ];
  const made = [];
  for (const scope of scopes) made.push((await make(scope)).body);
  expect(made.map((limit) => limit.for)).toEqual(scopes);
  expect((await hub.request(LIMITS, { as: 'viewer' })).body.items).toEqual(made);

  const [first, ...others] = made;
  const changed = await hub.request(`${LIMITS}/${first.id}`, {
    as: 'admin',
    method: 'PATCH',
    json: { limit: 7 },
  });
  expect(changed.body).toEqual({ ...first, limit: 7 });
  for (const { id } of others) {
    expect((await hub.request(`${LIMITS}/${id}`, { as: 'admin', method: 'DELETE' })).status).toBe(204);
    expect((await hub.request(`${LIMITS}/${id}`, { as: 'admin', method: 'DELETE' })).status).toBe(404);
  }
  expect((await hub.request(LIMITS, { as: 'viewer' })).body.items).toEqual([changed.body]);
  const trail = await hub.request('/api/v1/organizations/acme/audit?limit=100', { as: 'owner' });
  const actions = trail.body.items.map(({ action }: { action: string }) => action);
  expect(actions.filter((action: string) => action === 'rate-limit.created')).toHaveLength(scopes.length);
  expect(trail.body.items[0]).toMatchObject({
    action: 'rate-limit.deleted',
    details: { for: scopes.at(-1), measure: 'requests-per-minute', limit: 60 },
  });
});

test('what an organization does not have cannot be limited', async () => {
  const ofStranger = await hub.request('/api/v1/me/tokens', {
    as: 'stranger',
    json: { name: 'x', scopes: ['read'] },
  });
  const unknown = [
    { scope: 'project', project: 'nothing' },
    { scope: 'prompt', project: 'nothing', path: 'a.prompt' },
    { scope: 'environment', project: 'support-desk', environment: 'nowhere' },
    { scope: 'user', user: nobody },
    { scope: 'user', user: hub.users.stranger.id },
    { scope: 'key', key: nobody },
    { scope: 'key', key: ofStranger.body.id },
  ];
  for (const scope of unknown) expect([scope, (await make(scope)).status]).toEqual([scope, 404]);
  expect((await make({ scope: 'organization' }, -1)).status).toBe(422);
  expect((await make({ scope: 'organization' }, 1.5)).status).toBe(422);
});

test('a limit of another organization is not there', async () => {
  const { body } = await make({ scope: 'organization' });
  const path = `/api/v1/organizations/other/rate-limits/${body.id}`;
  expect((await hub.request(path, { as: 'stranger', method: 'DELETE' })).status).toBe(404);
  const patch = await hub.request(path, { as: 'stranger', method: 'PATCH', json: { limit: 1 } });
  expect([patch.status, patch.body.code]).toEqual([404, 'not-found']);
});

test('a run over a limit is refused, which two hubs count together', async () => {
  const project = '/api/v1/projects/acme/support-desk';
  expect((await hub.request(`${project}/commits`, { as: 'editor', json: commit })).status).toBe(201);
  const other = await ChildHub.start(hub.config);
  const execute = (origin: string) =>
    hub.request(`${project}/execute`, { as: 'editor', json: { path: 'hello.prompt' }, origin });
  try {
    let answers: TestResponse[];
    let minute: number;
    do {
      minute = minuteOfTheClock();
      const { body } = await make({ scope: 'user', user: hub.users.editor.id }, 3);
      answers = [];
      for (const origin of [hub.url, other.url, hub.url, other.url]) answers.push(await execute(origin));
      await hub.request(`${LIMITS}/${body.id}`, { as: 'admin', method: 'DELETE' });
    } while (minute !== minuteOfTheClock());
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    expect(answers[3]?.body).toMatchObject({ code: 'rate-limit-reached', status: 429 });
    expect(answers[3]?.body.detail).toMatch(
      /^The limit of 3 requests per minute of your account is reached\./,
    );
    expect(Number(answers[3]?.headers.get('retry-after'))).toBeGreaterThan(0);
  } finally {
    await other.kill();
  }
});

const minuteOfTheClock = () => Math.floor(Date.now() / 60_000);

test('an organization has at most 100', async () => {
  await ownerQuery(
    hub,
    `INSERT INTO model_rate_limits (id, organization_id, scope, measure, most)
     SELECT gen_random_uuid(), $1, 'organization', 'requests-per-minute', 5 FROM generate_series(1, 100)`,
    [hub.organization.id],
  );
  const refused = await make({ scope: 'organization' });
  expect([refused.status, refused.body.code]).toEqual([409, 'too-many-rate-limits']);
});
