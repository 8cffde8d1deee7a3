import { randomBytes } from 'node:crypto';
import type { TokenScope } from '@prompthub/protocol';
import { hashSecret } from '../src/common/secret';
import { uuidV7 } from '../src/common/uuid';
import { startHub, type TestHub, type TestResponse } from './hub';
import { ownerQuery } from './owner-query';
import {
  ACCOUNT,
  ask,
  commit,
  EVERYONE,
  PUBLIC,
  restoredOrganization,
  restoredProject,
  RULES,
} from './routes';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
  await hub.request('/api/v1/projects/acme/support-desk/commits', { as: 'owner', json: commit });
});
afterAll(() => hub?.close());

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

/** This hub has just seen it as a good one. */
async function deletedToken(): Promise<{ token: string }> {
  const as = await ownerTokenWith('read');
  expect((await hub.request('/api/v1/me', { as })).status).toBe(200);
  await ownerQuery(hub, 'UPDATE personal_tokens SET deleted_at = now() WHERE token_hash = $1', [
    hashSecret(as.token),
  ]);
  return as;
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
    const answer = await ask(hub, route, rule, { as: role });
    expect(answer.status).toBeLessThan(500);
    if (rule.roles.includes(role))
      expect([letIn(answer), answer.body?.detail]).toEqual([true, answer.body?.detail]);
    else expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
  });

  test('a stranger cannot tell it from what does not exist', async () => {
    const notYours = await ask(hub, route, rule, { as: 'stranger' });
    const notThere = await ask(hub, route, rule, {
      as: 'stranger',
      organization: 'nowhere',
      project: 'nothing',
    });
    const withoutId = ({ status, text }: TestResponse): [number, string] => [
      status,
      text.replace(/"requestId":"[^"]*"/, ''),
    ];
    expect(hidden(notYours)).toBe(true);
    expect(withoutId(notYours)).toEqual(withoutId(notThere));
  });

  test('anonymous', async () => {
    const answer = await ask(hub, route, rule, {});
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });

  test.each(SCOPES)("the owner's token with scope %s", async (scope) => {
    const answer = await ask(hub, route, rule, { as: await ownerTokenWith(scope) });
    if (allows(scope, rule.scope))
      expect([letIn(answer), answer.body?.detail]).toEqual([true, answer.body?.detail]);
    else expect([answer.status, answer.body.code]).toEqual([403, 'insufficient-scope']);
    await restoredProject(hub);
    await restoredOrganization(hub);
  });

  test("the owner's token that was deleted a moment ago", async () => {
    const answer = await ask(hub, route, rule, { as: await deletedToken() });
    expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
  });
});

describe.each(Object.entries(ACCOUNT))('%s', (route, rule) => {
  test('anyone who is signed in, and nobody else', async () => {
    for (const role of [...EVERYONE, 'stranger'] as const)
      expect(letIn(await ask(hub, route, rule, { as: role }))).toBe(true);
    expect((await ask(hub, route, rule, {})).status).toBe(401);
  });

  test.each(SCOPES)("the owner's token with scope %s", async (scope) => {
    const answer = await ask(hub, route, rule, { as: await ownerTokenWith(scope) });
    expect(letIn(answer)).toBe(allows(scope, rule.scope));
  });

  test("the owner's token that was deleted a moment ago", async () => {
    expect((await ask(hub, route, rule, { as: await deletedToken() })).status).toBe(401);
  });
});

test.each(['not a token', 'phub_unknown', 'a.b.c', ''])(
  'a bearer that is none is refused: %j',
  async (token) => {
    expect((await hub.request('/api/v1/me', { as: { token } })).status).toBe(401);
  },
);
