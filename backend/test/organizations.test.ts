import { TestBrowser } from './browser';
import { startHub, type TestHub, type TestRole } from './hub';
import { signedInBrowser } from './oauth-flow';
import { ownerQuery } from './owner-query';

const PASSWORD = 'correct horse battery staple';

let hub: TestHub;
beforeEach(async () => {
  hub = await startHub();
});
afterEach(() => hub?.close());

const members = '/api/v1/organizations/acme/members';
const setRole = (as: TestRole, who: TestRole, role: string) =>
  hub.request(`${members}/${hub.users[who].id}`, { method: 'PATCH', as, json: { role } });
const remove = (as: TestRole, who: TestRole) =>
  hub.request(`${members}/${hub.users[who].id}`, { method: 'DELETE', as });
const roles = async (): Promise<Record<string, string>> => {
  const { body } = await hub.request(members, { as: 'viewer' });
  return Object.fromEntries(
    body.items.map(({ email, role }: { email: string; role: string }) => [email.split('@')[0], role]),
  );
};

describe('members', () => {
  test('the last owner can neither leave, be demoted nor be removed', async () => {
    for (const answer of [await remove('owner', 'owner'), await setRole('owner', 'owner', 'admin')])
      expect([answer.status, answer.body.code]).toEqual([409, 'last-owner']);
    expect((await setRole('owner', 'admin', 'owner')).status).toBe(200);
    expect((await remove('owner', 'owner')).status).toBe(204);
    expect(await roles()).toEqual({ admin: 'owner', editor: 'editor', viewer: 'viewer' });
  });

  test('two owners who leave at once leave one of them behind', async () => {
    await setRole('owner', 'admin', 'owner');
    const answers = await Promise.all([remove('owner', 'owner'), remove('admin', 'admin')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });

  test('an admin cannot make, demote or remove owners, nor become one', async () => {
    for (const answer of [
      await setRole('admin', 'editor', 'owner'),
      await setRole('admin', 'admin', 'owner'),
      await setRole('admin', 'owner', 'viewer'),
      await remove('admin', 'owner'),
    ])
      expect([answer.status, answer.body.code]).toEqual([403, 'forbidden']);
    expect((await setRole('admin', 'editor', 'admin')).body).toMatchObject({ role: 'admin' });
  });

  test('everyone may leave, and is a stranger then', async () => {
    expect((await remove('viewer', 'viewer')).status).toBe(204);
    expect((await hub.request(members, { as: 'viewer' })).status).toBe(404);
    expect((await remove('editor', 'admin')).status).toBe(403);
  });

  test('a member who is not there is not found', async () => {
    for (const id of [hub.users.stranger.id, 'not-a-uuid', '00000000-0000-7000-8000-000000000000'])
      expect((await hub.request(`${members}/${id}`, { method: 'DELETE', as: 'owner' })).status).toBe(404);
  });

  test('are listed by pages, each once', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined;) {
      const query: string = cursor === '' ? '?limit=3' : `?limit=3&cursor=${cursor}`;
      const { body } = await hub.request(members + query, { as: 'viewer' });
      seen.push(...body.items.map(({ email }: { email: string }) => email));
      cursor = body.nextCursor;
    }
    expect(seen.sort()).toEqual([
      'admin@example.com',
      'editor@example.com',
      'owner@example.com',
      'viewer@example.com',
    ]);
  });
});

describe('invitations', () => {
  const invite = async (email: string, role = 'editor', as: TestRole = 'admin') =>
    hub.request('/api/v1/organizations/acme/invitations', { as, json: { email, role } });
  const tokenOf = (url: string): string => new URL(url).searchParams.get('token') ?? '';
  const accept = (token: string, more: object = {}) =>
    hub.request('/api/v1/invitations/accept', {
      json: { token, name: 'New Person', password: PASSWORD, ...more },
    });

  test('a new person joins with a name and a password, once', async () => {
    const { status, body } = await invite('New@Example.com');
    expect(status).toBe(201);
    const token = tokenOf(body.url);
    const accepted = await accept(token);
    expect(accepted.status).toBe(200);
    const me = await hub.request('/api/v1/me', { as: { token: accepted.body.access_token } });
    expect(me.body).toMatchObject({
      email: 'new@example.com',
      name: 'New Person',
      memberships: [{ organization: 'acme', role: 'editor' }],
    });
    expect((await accept(token)).status).toBe(410);
    expect(
      JSON.stringify(await ownerQuery(hub, 'SELECT to_jsonb(i)::text AS row FROM invitations i')),
    ).not.toContain(token);
  });

  test('of two who accept at once, one does', async () => {
    const { body } = await invite('new@example.com');
    const answers = await Promise.all([accept(tokenOf(body.url)), accept(tokenOf(body.url))]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('someone who has an account proves it, and keeps the role that they have', async () => {
    const stranger = await invite('stranger@example.com');
    expect((await accept(tokenOf(stranger.body.url))).status).toBe(401);
    const browser = await signedInBrowser(hub, 'stranger');
    const { pathname, search } = new URL(stranger.body.url);
    expect((await browser.submit(pathname + search, '/invitation', {})).status).toBe(303);
    expect((await hub.request(members, { as: 'stranger' })).status).toBe(200);

    const again = await invite('stranger@example.com', 'viewer');
    const page = new URL(again.body.url);
    expect((await browser.submit(page.pathname + page.search, '/invitation', {})).status).toBe(303);
    expect((await roles())['stranger']).toBe('editor');
  });

  test('the page lets a new person in', async () => {
    const { body } = await invite('new@example.com', 'viewer');
    const { pathname, search } = new URL(body.url);
    const browser = new TestBrowser(hub);
    const short = await browser.submit(pathname + search, '/invitation', {
      name: 'New Person',
      password: 'short',
    });
    expect([short.status, short.text.includes('use at least 12 characters')]).toEqual([422, true]);
    const joined = await browser.submit(pathname + search, '/invitation', {
      name: 'New Person',
      password: PASSWORD,
    });
    expect(joined.status).toBe(303);
    expect((await browser.get('/')).text).toContain('new@example.com');
    expect((await browser.get(pathname + search)).status).toBe(410);
  });

  test('a withdrawn or expired one is not good, and only owners invite owners', async () => {
    const { body } = await invite('new@example.com');
    const path = `/api/v1/organizations/acme/invitations/${body.id}`;
    expect((await hub.request(path, { method: 'DELETE', as: 'admin' })).status).toBe(204);
    expect((await hub.request(path, { method: 'DELETE', as: 'admin' })).status).toBe(404);
    expect((await accept(tokenOf(body.url))).status).toBe(410);
    const late = await invite('late@example.com');
    await ownerQuery(hub, `UPDATE invitations SET expires_at = now() - interval '1 second'`);
    expect((await accept(tokenOf(late.body.url))).status).toBe(410);
    expect((await invite('boss@example.com', 'owner', 'admin')).status).toBe(403);
    expect((await invite('boss@example.com', 'owner', 'owner')).status).toBe(201);
    const listed = await hub.request('/api/v1/organizations/acme/invitations', { as: 'admin' });
    expect(listed.body.items.map(({ email }: { email: string }) => email)).toEqual([
      'boss@example.com',
      'late@example.com',
    ]);
    expect(listed.text).not.toContain('token');
  });
});

describe('organizations and projects', () => {
  test('are made, renamed, deleted, and made again under the same name', async () => {
    const create = () =>
      hub.request('/api/v1/organizations', { as: 'viewer', json: { slug: 'mine', name: 'Mine' } });
    expect((await create()).body).toMatchObject({ slug: 'mine', role: 'owner' });
    expect((await create()).body.code).toBe('slug-taken');
    const path = '/api/v1/organizations/mine';
    const renamed = await hub.request(path, { method: 'PATCH', as: 'viewer', json: { name: 'Ours' } });
    expect(renamed.body).toMatchObject({ slug: 'mine', name: 'Ours' });
    const listed = await hub.request('/api/v1/organizations', { as: 'viewer' });
    expect(listed.body.items.map(({ slug }: { slug: string }) => slug)).toEqual(['acme', 'mine']);
    expect((await hub.request(path, { method: 'DELETE', as: 'viewer' })).status).toBe(204);
    expect((await hub.request(path, { as: 'viewer' })).status).toBe(404);
    expect((await create()).status).toBe(201);
  });

  test('a project is made, described, and deleted', async () => {
    const created = await hub.request('/api/v1/organizations/acme/projects', {
      as: 'editor',
      json: { slug: 'billing', name: 'Billing' },
    });
    expect(created.body).toMatchObject({
      organization: 'acme',
      slug: 'billing',
      description: '',
      defaultBranch: 'main',
    });
    const path = '/api/v1/projects/acme/billing';
    const changed = await hub.request(path, {
      method: 'PATCH',
      as: 'admin',
      json: { description: 'Invoices' },
    });
    expect(changed.body).toMatchObject({ name: 'Billing', description: 'Invoices' });
    const taken = await hub.request('/api/v1/organizations/acme/projects', {
      as: 'editor',
      json: { slug: 'billing', name: 'Again' },
    });
    expect([taken.status, taken.body.code]).toEqual([409, 'slug-taken']);
    expect((await hub.request(path, { method: 'DELETE', as: 'admin' })).status).toBe(204);
    expect((await hub.request(path, { as: 'admin' })).status).toBe(404);
    const listed = await hub.request('/api/v1/organizations/acme/projects', { as: 'viewer' });
    expect(listed.body.items.map(({ slug }: { slug: string }) => slug)).toEqual(['support-desk']);
  });

  test('what is not valid is said by JSON pointer', async () => {
    const answer = await hub.request('/api/v1/organizations', {
      as: 'owner',
      json: { slug: 'Not A Slug', name: '' },
    });
    expect([answer.status, answer.body.code]).toEqual([422, 'validation-failed']);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/slug', '/name']);
    const broken = await hub.request('/api/v1/organizations', {
      method: 'POST',
      as: 'owner',
      headers: { 'content-type': 'application/json' },
    });
    expect(broken.status).toBeGreaterThanOrEqual(400);
    expect(broken.status).toBeLessThan(500);
  });

  test('every change has its event, newest first', async () => {
    await hub.request('/api/v1/organizations/acme', {
      method: 'PATCH',
      as: 'owner',
      json: { name: 'Acme Inc.' },
    });
    await setRole('owner', 'viewer', 'editor');
    const { body } = await hub.request('/api/v1/organizations/acme/audit', { as: 'owner' });
    expect(body.items.map(({ action }: { action: string }) => action)).toEqual([
      'member.role-changed',
      'organization.updated',
    ]);
    expect(body.items[0]).toMatchObject({
      actor: { id: hub.users.owner.id, name: 'owner person' },
      target: 'viewer@example.com',
      details: { from: 'viewer', to: 'editor' },
    });
    const page = await hub.request('/api/v1/organizations/acme/audit?limit=1', { as: 'owner' });
    const next = await hub.request(
      `/api/v1/organizations/acme/audit?limit=1&cursor=${page.body.nextCursor}`,
      { as: 'owner' },
    );
    expect(next.body.items[0].action).toBe('organization.updated');
    const forged = await hub.request('/api/v1/organizations/acme/audit?cursor=nonsense', { as: 'owner' });
    expect(forged.status).toBe(422);
  });
});

describe('personal access tokens', () => {
  const create = (scopes: string[], as: TestRole | { token: string } = 'owner') =>
    hub.request('/api/v1/me/tokens', { as, json: { name: 'ci', scopes } });

  test('do what their scopes allow and no more', async () => {
    const { body } = await create(['read']);
    const as = { token: body.token };
    expect((await hub.request('/api/v1/projects/acme/support-desk', { as })).status).toBe(200);
    const refused = await hub.request('/api/v1/organizations/acme/projects', {
      as,
      json: { slug: 'x', name: 'X' },
    });
    expect([refused.status, refused.body.code]).toEqual([403, 'insufficient-scope']);
    const stranger = await hub.request('/api/v1/projects/other/nothing', { as });
    expect(stranger.status).toBe(404);
  });

  test('cannot make stronger ones', async () => {
    const reader = await create(['read']);
    expect((await create(['read'], { token: reader.body.token })).status).toBe(403);
    const admin = await create(['admin', 'read']);
    expect((await create(['execute'], { token: admin.body.token })).status).toBe(403);
    expect((await create(['read'], { token: admin.body.token })).status).toBe(201);
  });

  test('are listed without their secret, end when withdrawn, and expire', async () => {
    const { body } = await create(['read']);
    const as = { token: body.token };
    expect((await hub.request('/api/v1/me', { as })).status).toBe(200);
    const listed = await hub.request('/api/v1/me/tokens', { as: 'owner' });
    expect(listed.body.items).toEqual([
      expect.objectContaining({ id: body.id, name: 'ci', scopes: ['read'], lastUsedAt: expect.any(String) }),
    ]);
    expect(listed.text).not.toContain(body.token);
    const path = `/api/v1/me/tokens/${body.id}`;
    expect((await hub.request(path, { method: 'DELETE', as: 'admin' })).status).toBe(404);
    expect((await hub.request(path, { method: 'DELETE', as: 'owner' })).status).toBe(204);
    expect((await hub.request('/api/v1/me', { as })).status).toBe(401);
    const other = await create(['read']);
    await ownerQuery(hub, `UPDATE personal_tokens SET expires_at = now() - interval '1 second'`);
    expect((await hub.request('/api/v1/me', { as: { token: other.body.token } })).status).toBe(401);
  });
});
