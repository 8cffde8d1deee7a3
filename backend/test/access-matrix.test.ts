import { randomBytes } from 'node:crypto';
import type { TokenScope } from '@prompthub/protocol';
import { hashSecret } from '../src/common/secret';
import { uuidV7 } from '../src/common/uuid';
import { startHub, type TestHub, type TestRequest, type TestResponse, type TestRole } from './hub';
import { ownerQuery } from './owner-query';

/** What a route needs, written down a second time, by hand, and apart from `access/permissions.ts`. */
interface Rule {
  roles: readonly TestRole[];
  scope: TokenScope;
  /** Body of a request that is well-formed; need not succeed. */
  json?: unknown;
  query?: string;
  /** Values of path parameters besides organization and project; made anew for each request. */
  parameters?: (hub: TestHub) => Promise<Record<string, string>>;
}

const EVERYONE = ['owner', 'admin', 'editor', 'viewer'] as const;
const WRITERS = ['owner', 'admin', 'editor'] as const;
const MANAGERS = ['owner', 'admin'] as const;
const OBJECT = '0123456789012345678901234567890123456789';
const ORGANIZATION = '/api/v1/organizations/{organization}';
const PROJECT = '/api/v1/projects/{organization}/{project}';

const commit = {
  parent: null,
  message: 'Say hello',
  changes: [{ path: 'hello.prompt', content: '---\nmodel: echo/echo\n---\nHello\n' }],
};

const RULES: Record<string, Rule> = {
  [`get ${ORGANIZATION}`]: { roles: EVERYONE, scope: 'read' },
  [`patch ${ORGANIZATION}`]: { roles: MANAGERS, scope: 'admin', json: { name: 'Acme' } },
  [`get ${ORGANIZATION}/members`]: { roles: EVERYONE, scope: 'read' },
  [`patch ${ORGANIZATION}/members/{userId}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { role: 'viewer' },
    parameters: newMember,
  },
  [`delete ${ORGANIZATION}/members/{userId}`]: { roles: MANAGERS, scope: 'admin', parameters: newMember },
  [`get ${ORGANIZATION}/invitations`]: { roles: MANAGERS, scope: 'read' },
  [`post ${ORGANIZATION}/invitations`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { email: 'new@example.com', role: 'viewer' },
  },
  [`delete ${ORGANIZATION}/invitations/{id}`]: { roles: MANAGERS, scope: 'admin', parameters: newInvitation },
  [`get ${ORGANIZATION}/projects`]: { roles: EVERYONE, scope: 'read' },
  [`post ${ORGANIZATION}/projects`]: {
    roles: WRITERS,
    scope: 'write',
    get json() {
      return { slug: `made-${randomBytes(6).toString('hex')}`, name: 'Made' };
    },
  },
  [`get ${ORGANIZATION}/audit`]: { roles: MANAGERS, scope: 'admin' },
  [`get ${ORGANIZATION}/provider-keys`]: { roles: WRITERS, scope: 'read' },
  [`put ${ORGANIZATION}/provider-keys/{provider}`]: {
    roles: MANAGERS,
    scope: 'admin',
    json: { key: 'sk-test-0123456789' },
    parameters: () => Promise.resolve({ provider: 'openai' }),
  },
  [`delete ${ORGANIZATION}/provider-keys/{provider}`]: {
    roles: MANAGERS,
    scope: 'admin',
    parameters: () => Promise.resolve({ provider: 'openai' }),
  },
  [`get ${PROJECT}`]: { roles: EVERYONE, scope: 'read' },
  [`patch ${PROJECT}`]: { roles: MANAGERS, scope: 'admin', json: { description: 'New' } },
  [`get ${PROJECT}/branches`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/files`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/file`]: { roles: EVERYONE, scope: 'read', query: '?path=hello.prompt' },
  [`get ${PROJECT}/history`]: { roles: EVERYONE, scope: 'read' },
  [`get ${PROJECT}/commits/{id}`]: {
    roles: EVERYONE,
    scope: 'read',
    parameters: () => Promise.resolve({ id: OBJECT }),
  },
  [`get ${PROJECT}/diff`]: { roles: EVERYONE, scope: 'read', query: '?from=main&to=main' },
  [`get ${PROJECT}/objects/{id}`]: {
    roles: EVERYONE,
    scope: 'read',
    parameters: () => Promise.resolve({ id: OBJECT }),
  },
  [`post ${PROJECT}/commits`]: { roles: WRITERS, scope: 'write', json: commit },
  [`post ${PROJECT}/execute`]: { roles: WRITERS, scope: 'execute', json: { path: 'hello.prompt' } },
  [`get ${PROJECT}/executions`]: { roles: EVERYONE, scope: 'read' },
  // Last: they take away what the others look at.
  [`delete ${PROJECT}`]: { roles: MANAGERS, scope: 'admin', parameters: restoredProject },
  [`delete ${ORGANIZATION}`]: { roles: ['owner'], scope: 'admin', parameters: restoredOrganization },
};

/** Routes of the account itself: anyone who is signed in, bounded by scope. */
const ACCOUNT: Record<string, { scope: TokenScope; json?: unknown; id?: string }> = {
  'get /api/v1/me': { scope: 'read' },
  'get /api/v1/me/tokens': { scope: 'read' },
  'post /api/v1/me/tokens': { scope: 'admin', json: { name: 'x', scopes: ['admin'] } },
  'delete /api/v1/me/tokens/{id}': { scope: 'admin', id: OBJECT },
  'get /api/v1/organizations': { scope: 'read' },
  'post /api/v1/organizations': { scope: 'admin', json: { slug: 'acme', name: 'Taken' } },
};

const PUBLIC = [
  'post /oauth/token',
  'post /oauth/revoke',
  'post /api/v1/invitations/accept',
  'get /health/live',
  'get /health/ready',
];

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.request('/api/v1/projects/acme/support-desk/commits', { as: 'owner', json: commit });
});
afterAll(() => hub?.close());

async function newMember({ organization, ownerUrl }: TestHub): Promise<Record<string, string>> {
  const userId = uuidV7();
  const at = { ownerUrl } as TestHub;
  await ownerQuery(at, 'INSERT INTO users (id, email, name) VALUES ($1, $2, $3)', [
    userId,
    `${userId}@example.com`,
    'x',
  ]);
  await ownerQuery(
    at,
    `INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, 'editor')`,
    [uuidV7(), organization.id, userId],
  );
  return { userId };
}

async function newInvitation(of: TestHub): Promise<Record<string, string>> {
  const id = uuidV7();
  await ownerQuery(
    of,
    `INSERT INTO invitations (id, organization_id, email, role, token_hash, invited_by, expires_at)
     VALUES ($1, $2, 'x@example.com', 'viewer', $3, $4, now() + interval '1 day')`,
    [id, of.organization.id, randomBytes(32), of.users.owner.id],
  );
  return { id };
}

async function restoredProject(of: TestHub): Promise<Record<string, string>> {
  await ownerQuery(of, 'UPDATE projects SET deleted_at = NULL WHERE id = $1', [of.project.id]);
  return {};
}

async function restoredOrganization(of: TestHub): Promise<Record<string, string>> {
  await ownerQuery(of, 'UPDATE organizations SET deleted_at = NULL WHERE id = $1', [of.organization.id]);
  return {};
}

async function ask(
  route: string,
  rule: Pick<Rule, 'json' | 'query' | 'parameters'>,
  {
    as,
    organization = 'acme',
    project = 'support-desk',
  }: Pick<TestRequest, 'as'> & { organization?: string; project?: string },
): Promise<TestResponse> {
  const [method = '', template = ''] = route.split(' ');
  const values: Record<string, string> = { organization, project, ...(await rule.parameters?.(hub)) };
  const path = template.replace(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? OBJECT);
  return hub.request(path + (rule.query ?? ''), {
    method: method.toUpperCase(),
    ...(as === undefined ? {} : { as }),
    ...(rule.json === undefined ? {} : { json: rule.json }),
  });
}

/** Whether access let the request through; what the route then made of it is another test's matter. */
function letIn({ status, body }: TestResponse): boolean {
  const refused = status === 401 || body?.code === 'forbidden' || body?.code === 'insufficient-scope';
  return !refused && !hidden({ status, body });
}

function hidden({ status, body }: Pick<TestResponse, 'status' | 'body'>): boolean {
  return (
    status === 404 && /^There is no such (organization|project), or you may not see it\.$/.test(body?.detail)
  );
}

async function ownerTokenWith(scope: TokenScope): Promise<{ token: string }> {
  const token = `phub_${randomBytes(32).toString('base64url')}`;
  await ownerQuery(
    hub,
    `INSERT INTO personal_tokens (id, user_id, name, token_hash, scopes, expires_at)
     VALUES ($1, $2, 'x', $3, $4, now() + interval '1 day')`,
    [uuidV7(), hub.users.owner.id, hashSecret(token), [scope]],
  );
  return { token };
}

const SCOPES: readonly TokenScope[] = ['read', 'write', 'execute', 'admin'];
const allows = (scope: TokenScope, needed: TokenScope): boolean =>
  scope === needed || (scope === 'write' && needed === 'read');

test('every route of the OpenAPI document is in this matrix, and the other way round', async () => {
  const { body } = await hub.request('/api/openapi.json');
  const documented = Object.entries<object>(body.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  const known = [...Object.keys(RULES), ...Object.keys(ACCOUNT), ...PUBLIC];
  expect(documented.sort()).toEqual(known.sort());
});

describe.each(Object.entries(RULES))('%s', (route, rule) => {
  test.each(EVERYONE)('%s', async (role) => {
    const answer = await ask(route, rule, { as: role });
    expect(answer.status).toBeLessThan(500);
    if (rule.roles.includes(role))
      expect([letIn(answer), answer.body?.detail]).toEqual([true, answer.body?.detail]);
    else expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });

  test('a stranger cannot tell it from what does not exist', async () => {
    const notYours = await ask(route, rule, { as: 'stranger' });
    const notThere = await ask(route, rule, { as: 'stranger', organization: 'nowhere', project: 'nothing' });
    const withoutId = ({ status, text }: TestResponse): [number, string] => [
      status,
      text.replace(/"requestId":"[^"]*"/, ''),
    ];
    expect(hidden(notYours)).toBe(true);
    expect(withoutId(notYours)).toEqual(withoutId(notThere));
  });

  test('anonymous', async () => {
    const answer = await ask(route, rule, {});
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  test.each(SCOPES)("the owner's token with scope %s", async (scope) => {
    const answer = await ask(route, rule, { as: await ownerTokenWith(scope) });
    if (allows(scope, rule.scope))
      expect([letIn(answer), answer.body?.detail]).toEqual([true, answer.body?.detail]);
    else expect([answer.status, answer.body.code]).toEqual([403, 'insufficient-scope']);
    await restoredProject(hub);
    await restoredOrganization(hub);
  });
});

describe.each(Object.entries(ACCOUNT))('%s', (route, rule) => {
  test('anyone who is signed in, and nobody else', async () => {
    for (const role of [...EVERYONE, 'stranger'] as const)
      expect(letIn(await ask(route, rule, { as: role }))).toBe(true);
    expect((await ask(route, rule, {})).status).toBe(401);
  });

  test.each(SCOPES)("the owner's token with scope %s", async (scope) => {
    const answer = await ask(route, rule, { as: await ownerTokenWith(scope) });
    expect(letIn(answer)).toBe(allows(scope, rule.scope));
  });
});

test.each(['not a token', 'phub_unknown', 'a.b.c', ''])(
  'a bearer that is none is refused: %j',
  async (token) => {
    expect((await hub.request('/api/v1/me', { as: { token } })).status).toBe(401);
  },
);
