import { startHub, type TestHub, type TestResponse } from './hub';
import { ownerQuery } from './owner-query';
import { ACCOUNT, ask, restoredOrganization, restoredProject, type Rule, RULES } from './routes';
import { storedRows } from './stored-rows';

// What a body may not say: everything that a table holds and the route's schema does not name (OWASP API3:2023,
// "Broken Object Property Level Authorization"). Made of the database and the OpenAPI document, so that neither a new
// column nor a new route can be forgotten.

const MARKS: Record<string, string> = {
  uuid: 'badc0ffe-0000-4000-8000-00000badc0de',
  'timestamp with time zone': '1999-12-31T23:59:59.000Z',
};
const MARK = 'mass-assigned';
const TRACES = [MARK, 'badc0ffe', '1999-12-31', '2000-01-01'];

let hub: TestHub;
let columns: readonly { name: string; type: string }[];
let paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: unknown }> } }>>;
let schemas: Record<string, unknown>;
beforeAll(async () => {
  hub = await startHub();
  columns = await ownerQuery(
    hub,
    `SELECT DISTINCT column_name AS name, data_type AS type FROM information_schema.columns
     WHERE table_schema = 'public' ORDER BY 1, 2`,
  );
  const { body } = await hub.request('/api/openapi.json');
  paths = body.paths;
  schemas = body.components.schemas;
});
afterAll(() => hub?.close());

/** The names that a schema has anywhere in it. */
function namesIn(schema: unknown, seen = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return seen;
  for (const [key, value] of Object.entries(schema)) {
    if (key === '$ref') namesIn(schemas[String(value).replace('#/components/schemas/', '')], seen);
    else {
      if (key === 'properties') for (const name of Object.keys(value as object)) seen.add(name);
      namesIn(value, seen);
    }
  }
  return seen;
}

function unknownTo(route: string): Record<string, string> {
  const [method = '', template = ''] = route.split(' ');
  const content = paths[template]?.[method]?.requestBody?.content ?? {};
  const known = namesIn(Object.values(content).map(({ schema }) => schema));
  const given = columns.flatMap(({ name, type }) =>
    [name, camelCase(name)].map((spelling) => [spelling, MARKS[type] ?? MARK] as const),
  );
  return Object.fromEntries(given.filter(([name]) => !known.has(name)));
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** Adds the properties to every object in the body. */
function withProperties(body: unknown, extra: Record<string, string>): unknown {
  if (Array.isArray(body)) return body.map((item) => withProperties(item, extra));
  if (typeof body !== 'object' || body === null) return body;
  const entries = Object.entries(body).map(([key, value]) => [key, withProperties(value, extra)] as const);
  return { ...extra, ...Object.fromEntries(entries) };
}

function tracesIn(text: string): string[] {
  return TRACES.filter((trace) => text.includes(trace));
}

/** Refused as invalid, or done as if they were not there. */
async function expectNoEffect(answer: TestResponse): Promise<void> {
  if (answer.status !== 422) expect([answer.status < 400, answer.text]).toEqual([true, answer.text]);
  expect(tracesIn(answer.text)).toEqual([]);
  expect(tracesIn(JSON.stringify(await storedRows(hub)))).toEqual([]);
}

const SUCCEEDING: Record<string, unknown> = {
  'post /api/v1/organizations': { slug: 'another', name: 'Another' },
};

const withBody = Object.entries({ ...ACCOUNT, ...RULES }).filter(
  ([route, rule]) => rule.json !== undefined && !route.startsWith('get '),
);

test('every route with a body is tried', () => {
  const documented = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { requestBody }]) => requestBody !== undefined)
      .map(([method]) => `${method} ${path}`),
  );
  const anonymous = ['post /api/v1/invitations/accept', 'post /oauth/revoke', 'post /oauth/token'];
  expect(documented.sort()).toEqual([...withBody.map(([route]) => route), ...anonymous].sort());
});

test.each(withBody)('%s takes nothing that it does not name', async (route, rule) => {
  await restoredProject(hub);
  await restoredOrganization(hub);
  const extra = unknownTo(route);
  expect(Object.keys(extra).length).toBeGreaterThan(50);
  const json = withProperties(SUCCEEDING[route] ?? rule.json, extra);
  const wanted: Pick<Rule, 'json' | 'parameters'> = { ...rule, json };
  await expectNoEffect(await ask(hub, route, wanted, { as: 'owner' }));
});

test('an invitation gives the role that it was made with, and no other', async () => {
  const invited = await hub.request('/api/v1/organizations/acme/invitations', {
    as: 'owner',
    json: { email: 'guest@example.com', role: 'viewer' },
  });
  const token = new URL(invited.body.url).searchParams.get('token');
  const json = { token, name: 'Guest', password: 'correct horse battery staple' };
  const extra = { ...unknownTo('post /api/v1/invitations/accept'), email: MARK, role: 'owner' };
  await expectNoEffect(
    await hub.request('/api/v1/invitations/accept', { json: withProperties(json, extra) }),
  );
  const { body } = await hub.request('/api/v1/organizations/acme/members', { as: 'owner' });
  expect(body.items).toContainEqual(expect.objectContaining({ email: 'guest@example.com', role: 'viewer' }));
});

test.each(['/oauth/token', '/oauth/revoke'])('%s takes nothing that it does not name', async (path) => {
  const extra = unknownTo(`post ${path}`);
  const json = { grant_type: 'refresh_token', refresh_token: 'phr_none', token: 'phr_none' };
  const answer = await hub.request(path, { json: { ...extra, ...json } });
  expect([200, 400]).toContain(answer.status);
  expect(tracesIn(answer.text + JSON.stringify(await storedRows(hub)))).toEqual([]);
});
