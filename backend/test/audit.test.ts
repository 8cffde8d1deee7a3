import { randomBytes } from 'node:crypto';
import { SignInLinksService } from '../src/auth/sign-in-links.service';
import { TestBrowser } from './browser';
import { startHub, type TestHub, type TestResponse } from './hub';
import { obtainTokens } from './oauth-flow';
import { ownerQuery } from './owner-query';
import { ACCOUNT, ask, restoredOrganization, restoredProject, type Rule, RULES } from './routes';
import { storedRows } from './stored-rows';

let hub: TestHub;
beforeAll(async () => {
  // Runs of tests go on by themselves, and leave no event then.
  hub = await startHub({ settings: { testConcurrency: 0 } });
  await ownerQuery(
    hub,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit trail is full'; END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse();
     ALTER TABLE audit_events DISABLE TRIGGER refuse`,
  );
});
afterAll(() => hub?.close());

/** The request, while no audit event can be written. */
async function withoutAudit(request: () => Promise<TestResponse>): Promise<TestResponse> {
  await ownerQuery(hub, 'ALTER TABLE audit_events ENABLE TRIGGER refuse');
  try {
    return await request();
  } finally {
    await ownerQuery(hub, 'ALTER TABLE audit_events DISABLE TRIGGER refuse');
  }
}

/** The same request twice: nothing changes while its event cannot be written, and then it does, with the event. */
async function changesWithItsEvent(request: () => Promise<TestResponse>): Promise<void> {
  const before = await storedRows(hub);
  const refused = await withoutAudit(request);
  expect(await storedRows(hub)).toEqual(before);
  expect(refused.status).toBe(500);
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(refused.text).not.toContain('audit');

  const done = await request();
  expect([done.status < 400, done.text]).toEqual([true, done.text]);
  const after = await storedRows(hub);
  const changed = Object.keys(after).filter((table) => String(after[table]) !== String(before[table]));
  expect(changed).toContain('audit_events');
  expect(changed.length).toBeGreaterThan(1);
}

/** Where the rule of the matrix is content with a request that gets past access, this one is to succeed. */
const SUCCEEDING: Record<string, Pick<Rule, 'json' | 'parameters'>> = {
  'post /api/v1/organizations': { json: { slug: `made-${randomBytes(6).toString('hex')}`, name: 'Made' } },
  'delete /api/v1/me/tokens/{id}': { parameters: newToken },
  'delete /api/v1/organizations/{organization}/provider-keys/{provider}': {
    parameters: () => newProviderKey('organizations/acme'),
  },
  'delete /api/v1/projects/{organization}/{project}/provider-keys/{provider}': {
    parameters: () => newProviderKey('projects/acme/support-desk'),
  },
};

async function newToken(): Promise<Record<string, string>> {
  const json = { name: 'ci', scopes: ['read'] };
  return { id: (await hub.request('/api/v1/me/tokens', { as: 'owner', json })).body.id };
}

async function newProviderKey(place: string): Promise<Record<string, string>> {
  const path = `/api/v1/${place}/provider-keys/anthropic`;
  await hub.request(path, { method: 'PUT', as: 'owner', json: { key: 'sk-test-0123456789' } });
  return { provider: 'anthropic' };
}

/** Executing changes nothing: it leaves a usage record instead of an event. What applications report of experiments is counted. */
const UNRECORDED = ['/execute', '/exposures', '/outcomes'];
/** Every route that changes something. */
const changing = Object.entries({ ...ACCOUNT, ...RULES }).filter(
  ([route]) => !route.startsWith('get ') && !UNRECORDED.some((end) => route.endsWith(end)),
);

test.each(changing)('%s changes nothing when its audit event cannot be written', async (route, rule) => {
  await restoredProject(hub);
  await restoredOrganization(hub);
  const wanted: Pick<Rule, 'json' | 'parameters'> = { ...rule, ...SUCCEEDING[route] };
  const parameters = await wanted.parameters?.(hub);
  const fixed = { ...wanted, parameters: () => Promise.resolve(parameters ?? {}) };
  await changesWithItsEvent(() => ask(hub, route, fixed, { as: 'owner' }));
});

describe('signing in and out', () => {
  beforeAll(async () => {
    await restoredProject(hub);
    await restoredOrganization(hub);
  });

  test('a link is not used up', async () => {
    const url = new URL(await hub.app.get(SignInLinksService, { strict: false }).create(hub.users.viewer.id));
    const browser = new TestBrowser(hub);
    await changesWithItsEvent(() => browser.submit(url.pathname + url.search, '/link', {}));
  });

  test('an invitation is not used up, and makes no account', async () => {
    const invited = await hub.request('/api/v1/organizations/acme/invitations', {
      as: 'owner',
      json: { email: 'guest@example.com', role: 'viewer' },
    });
    const token = new URL(invited.body.url).searchParams.get('token');
    const json = { token, name: 'Guest', password: 'correct horse battery staple' };
    await changesWithItsEvent(() => hub.request('/api/v1/invitations/accept', { json }));
  });

  test('a session does not end', async () => {
    const { refresh_token: token } = await obtainTokens(hub, 'editor');
    await changesWithItsEvent(() => hub.request('/oauth/revoke', { json: { token } }));
  });

  test('a browser stays signed in', async () => {
    const browser = new TestBrowser(hub);
    const url = new URL(await hub.app.get(SignInLinksService, { strict: false }).create(hub.users.viewer.id));
    await browser.submit(url.pathname + url.search, '/link', {});
    await changesWithItsEvent(() => browser.submit('/', '/sign-out', {}));
  });

  test('no link is made', async () => {
    const links = hub.app.get(SignInLinksService, { strict: false });
    const before = await storedRows(hub);
    await ownerQuery(hub, 'ALTER TABLE audit_events ENABLE TRIGGER refuse');
    await expect(links.create(hub.users.viewer.id)).rejects.toThrow('the audit trail is full');
    await ownerQuery(hub, 'ALTER TABLE audit_events DISABLE TRIGGER refuse');
    expect(await storedRows(hub)).toEqual(before);
  });

  test('a wrong password that cannot be put on record is not even answered', async () => {
    const browser = new TestBrowser(hub);
    const fields = { email: 'editor@example.com', password: 'wrong' };
    const answer = await withoutAudit(() => browser.submit('/sign-in', '/sign-in', fields));
    expect(answer.status).toBe(500);
  });
});
