import { verify } from '@node-rs/argon2';
import { hashPassword } from '../src/auth/passwords/password-hash';
import { SignInLinksService } from '../src/auth/sign-in-links.service';
import { hiddenFields, TestBrowser } from './browser';
import { startHub, type TestHub, type TestResponse } from './hub';
import { ownerQuery } from './owner-query';

jest.mock('@node-rs/argon2', () => {
  const argon2 = jest.requireActual<typeof import('@node-rs/argon2')>('@node-rs/argon2');
  return { ...argon2, verify: jest.fn(argon2.verify) };
});

const PASSWORD = 'correct horse battery staple';
// A hundred attempts, each with a real argon2.
jest.setTimeout(60_000);

let hub: TestHub;
beforeEach(async () => {
  hub = await startHub();
  await ownerQuery(hub, 'UPDATE users SET password_hash = $1 WHERE email = $2', [
    await hashPassword(PASSWORD),
    'editor@example.com',
  ]);
});
afterEach(() => hub?.close());

function signIn(email: string, password: string, next = '/'): Promise<TestResponse> {
  return new TestBrowser(hub).submit(`/sign-in?next=${encodeURIComponent(next)}`, '/sign-in', {
    email,
    password,
  });
}

const failures = (): Promise<{ target: string; details: { reason: string }; ip: string }[]> =>
  ownerQuery(
    hub,
    `SELECT target, details, ip FROM audit_events WHERE action = 'auth.sign-in.failed' ORDER BY id`,
  );

describe('by password', () => {
  test('the right one opens a session, whatever the case of the address', async () => {
    const browser = new TestBrowser(hub);
    const answer = await browser.submit('/sign-in', '/sign-in', {
      email: ' Editor@Example.com',
      password: PASSWORD,
    });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    expect(answer.headers.getSetCookie().join()).toMatch(/prompthub_session=.*HttpOnly.*SameSite=Lax/);
    expect((await browser.get('/')).text).toContain('editor@example.com');
  });

  test('an unknown account and a wrong password get the same page, and both are on record', async () => {
    const wrong = await signIn('editor@example.com', 'a wrong password');
    const unknown = await signIn('nobody@example.com', 'a wrong password');
    const without = await signIn('viewer@example.com', 'a wrong password');
    const comparable = ({ status, text }: TestResponse) => [status, text.replaceAll(/value="[^"]*"/g, '')];
    expect(wrong.status).toBe(401);
    expect(comparable(unknown)).toEqual(comparable(wrong));
    expect(comparable(without)).toEqual(comparable(wrong));
    expect((await failures()).map(({ target }) => target)).toEqual([
      'editor@example.com',
      'nobody@example.com',
      'viewer@example.com',
    ]);
  });

  test('a password is compared once, at the same cost, whether or not there is such an account', async () => {
    for (const email of ['editor@example.com', 'nobody@example.com', 'viewer@example.com']) {
      jest.mocked(verify).mockClear();
      expect((await signIn(email, 'a wrong password')).status).toBe(401);
      expect(jest.mocked(verify).mock.calls).toEqual([
        [expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/), 'a wrong password'],
      ]);
    }
  });

  test('guessing one account is stopped with Retry-After, for the right password too', async () => {
    for (let attempt = 0; attempt < 10; attempt++)
      expect((await signIn('editor@example.com', 'wrong')).status).toBe(401);
    const stopped = await signIn('editor@example.com', PASSWORD);
    expect(stopped.status).toBe(429);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await failures()).at(-1)?.details).toEqual({ reason: 'too many attempts' });
    expect((await signIn('viewer@example.com', 'wrong')).status).toBe(401);
  });

  test('signing in forgets earlier failures', async () => {
    for (let round = 0; round < 2; round++) {
      for (let attempt = 0; attempt < 9; attempt++) await signIn('editor@example.com', 'wrong');
      expect((await signIn('editor@example.com', PASSWORD)).status).toBe(303);
    }
  });

  test('guessing over many accounts from one address is stopped', async () => {
    await ownerQuery(hub, `UPDATE rate_limits SET points = 0`);
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 101; attempt++)
      statuses.push((await signIn(`person-${attempt}@example.com`, 'wrong')).status);
    expect(statuses.slice(0, 100).every((status) => status === 401)).toBe(true);
    expect(statuses[100]).toBe(429);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:x',
    '/\t/evil.example',
    '/..//evil.example',
    '/./\\evil.example',
    '/a/../..//evil.example?x',
  ])('after signing in nobody is sent elsewhere: %j', async (next) => {
    const answer = await signIn('editor@example.com', PASSWORD, next);
    expect(answer.status).toBe(303);
    const location = new URL(answer.headers.get('location') ?? '', hub.url);
    expect(location.origin).toBe(new URL(hub.url).origin);
  });

  test('a form without its token is refused', async () => {
    const answer = await new TestBrowser(hub).post('/sign-in', {
      email: 'editor@example.com',
      password: PASSWORD,
      csrf: 'none',
    });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
  });

  test('a form sent from another site is refused, even with its token', async () => {
    const browser = new TestBrowser(hub);
    const fields = hiddenFields((await browser.get('/sign-in')).text, '/sign-in');
    const answer = await browser.post(
      '/sign-in',
      { ...fields, email: 'editor@example.com', password: PASSWORD },
      { 'sec-fetch-site': 'cross-site' },
    );
    expect(answer.status).toBe(403);
  });

  test('signing out ends the session', async () => {
    const browser = new TestBrowser(hub);
    await browser.submit('/sign-in', '/sign-in', { email: 'editor@example.com', password: PASSWORD });
    expect((await browser.submit('/', '/sign-out', {})).status).toBe(303);
    expect((await browser.get('/')).headers.get('location')).toBe('/sign-in');
    const [row] = await ownerQuery<{ open: string }>(
      hub,
      'SELECT count(*) AS open FROM browser_sessions WHERE deleted_at IS NULL',
    );
    expect(row?.open).toBe('0');
  });

  test('the cookie of a page opens nothing in the API', async () => {
    const browser = new TestBrowser(hub);
    await browser.submit('/sign-in', '/sign-in', { email: 'editor@example.com', password: PASSWORD });
    expect((await browser.get('/api/v1/me')).status).toBe(401);
  });
});

test('whose account it is can list what failed, newest first, and nothing of others', async () => {
  await signIn('editor@example.com', PASSWORD);
  await signIn('Editor@example.com', 'wrong');
  await signIn('viewer@example.com', 'wrong');
  // Nobody can write into the list of another by the name of a thing.
  const json = { name: 'editor@example.com', scopes: ['read'] };
  await hub.request('/api/v1/me/tokens', { as: 'viewer', json });
  await hub.app.get(SignInLinksService, { strict: false }).create(hub.users.editor.id);
  await signIn('editor@example.com', PASSWORD);
  const first = await hub.request('/api/v1/me/audit?limit=1', { as: 'editor' });
  const cursor = encodeURIComponent(first.body.nextCursor);
  const rest = await hub.request(`/api/v1/me/audit?cursor=${cursor}`, { as: 'editor' });
  expect([...first.body.items, ...rest.body.items]).toMatchObject([
    { action: 'auth.sign-in.succeeded', actor: { id: hub.users.editor.id } },
    { action: 'auth.sign-in-link.created', target: 'editor@example.com' },
    { action: 'auth.sign-in.failed', target: 'editor@example.com', actor: { name: 'anonymous' } },
    { action: 'auth.sign-in.succeeded', actor: { id: hub.users.editor.id } },
  ]);
});

describe('by one-time link', () => {
  const newLink = async (): Promise<{ page: string; token: string }> => {
    const url = new URL(await hub.app.get(SignInLinksService, { strict: false }).create(hub.users.viewer.id));
    return { page: url.pathname + url.search, token: url.searchParams.get('token') ?? '' };
  };

  test('looking at it uses nothing up; the button does, once', async () => {
    const { page, token } = await newLink();
    expect((await hub.request(page)).status).toBe(200);
    expect((await hub.request(page, { method: 'HEAD' })).status).toBe(200);
    const browser = new TestBrowser(hub);
    expect((await browser.submit(page, '/link', {})).status).toBe(303);
    expect((await browser.get('/')).text).toContain('viewer@example.com');
    expect((await hub.request(page)).status).toBe(410);
    expect(await failures()).toEqual([]);
    expect(
      JSON.stringify(await ownerQuery(hub, 'SELECT to_jsonb(l)::text AS row FROM sign_in_links l')),
    ).not.toContain(token);
  });

  test('of two browsers that press at once, one gets in', async () => {
    const { page } = await newLink();
    const browsers = [new TestBrowser(hub), new TestBrowser(hub)];
    const forms = await Promise.all(
      browsers.map(async (browser) => hiddenFields((await browser.get(page)).text, '/link')),
    );
    const answers = await Promise.all(
      browsers.map((browser, index) => browser.post('/link', forms[index] ?? {})),
    );
    expect(await failures()).toMatchObject([
      { target: 'viewer@example.com', details: { reason: 'link used or too old' } },
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 410]);
  });

  test('sets a password when one is chosen, and keeps the link when it is too short', async () => {
    const { page } = await newLink();
    const browser = new TestBrowser(hub);
    const short = await browser.submit(page, '/link', { password: 'short' });
    expect([short.status, short.text.includes('use at least 12 characters')]).toEqual([422, true]);
    expect((await browser.submit(page, '/link', { password: PASSWORD })).status).toBe(303);
    expect((await signIn('viewer@example.com', PASSWORD)).status).toBe(303);
  });

  test('is good for a day, and until the next one is made', async () => {
    const first = await newLink();
    const second = await newLink();
    expect((await hub.request(first.page)).status).toBe(410);
    await ownerQuery(hub, `UPDATE sign_in_links SET expires_at = expires_at - interval '25 hours'`);
    expect((await hub.request(second.page)).status).toBe(410);
    expect((await hub.request('/link?token=phl_guess')).status).toBe(410);
    expect((await hub.request('/link')).status).toBe(410);
  });
});

test('passwords are stored as argon2id', async () => {
  const [row] = await ownerQuery<{ hash: string }>(
    hub,
    'SELECT password_hash AS hash FROM users WHERE password_hash IS NOT NULL',
  );
  expect(row?.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
});
