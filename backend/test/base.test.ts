import { startHub, type TestHub } from './hub';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

test('the probes answer without sign-in', async () => {
  expect((await hub.request('/health/live')).body).toEqual({ status: 'ok' });
  expect((await hub.request('/health/ready')).body).toEqual({ status: 'ok' });
});

test('an unknown route is a problem with a request id', async () => {
  const answer = await hub.request('/api/v1/nowhere', {
    as: 'owner',
    headers: { 'x-request-id': 'my-own-id' },
  });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.body).toMatchObject({ status: 404, code: 'not-found', requestId: 'my-own-id' });
});

test('so is an address that cannot be decoded', async () => {
  const answer = await hub.request('/api/v1/organizations/%E0%A4%A', {
    headers: { 'x-request-id': 'my-own-id' },
  });
  expect(answer.status).toBe(400);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('x-request-id')).toBe('my-own-id');
  expect(answer.body).toMatchObject({ status: 400, code: 'bad-request', requestId: 'my-own-id' });
});

test('without a token every route asks to sign in', async () => {
  const answer = await hub.request('/api/v1/organizations/acme/audit');
  expect(answer.status).toBe(401);
  expect(answer.body.code).toBe('unauthenticated');
});

test('the owner may read the audit trail, a viewer may not, a stranger sees nothing', async () => {
  const asked = (as: 'owner' | 'viewer' | 'stranger') =>
    hub.request('/api/v1/organizations/acme/audit', { as });
  expect((await asked('owner')).body).toEqual({ items: [] });
  expect((await asked('viewer')).status).toBe(403);
  expect((await asked('stranger')).status).toBe(404);
});

test.each([
  'UPDATE audit_events SET action = action',
  'DELETE FROM audit_events',
  'TRUNCATE audit_events',
  'ALTER TABLE users ADD COLUMN extra text',
  'DROP TABLE users',
  'DELETE FROM users',
  'CREATE TABLE mine (id int)',
  'SET ROLE prompthub_owner',
])("the hub's role may not: %s", async (statement) => {
  await expect(hub.dataSource.query(statement)).rejects.toThrow(/permission denied|must be owner/);
});
