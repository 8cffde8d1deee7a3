import { hashPassword } from '../src/auth/passwords/password-hash';
import { hiddenFields, TestBrowser } from './browser';
import { startHub, type TestHub } from './hub';
import { ownerQuery } from './owner-query';

const PASSWORD = 'correct horse battery staple';
// A hundred attempts, each with a real argon2.
jest.setTimeout(60_000);

let hub: TestHub;
afterEach(() => hub?.close());

async function start(trustProxy: string): Promise<void> {
  hub = await startHub({ settings: { trustProxy } });
  await ownerQuery(hub, 'UPDATE users SET password_hash = $1 WHERE email = $2', [
    await hashPassword(PASSWORD),
    'editor@example.com',
  ]);
}

/** One attempt, with what stands in X-Forwarded-For. @returns the status. */
async function attempt(
  forwarded: string,
  { password = 'wrong', email = 'editor@example.com' } = {},
): Promise<number> {
  const browser = new TestBrowser(hub);
  const fields = hiddenFields((await browser.get('/sign-in')).text, '/sign-in');
  const answer = await browser.post(
    '/sign-in',
    { ...fields, email, password },
    { 'x-forwarded-for': forwarded },
  );
  return answer.status;
}

async function attempts(count: number, forwarded: (index: number) => string): Promise<Set<number>> {
  const statuses = new Set<number>();
  for (let index = 0; index < count; index++) statuses.add(await attempt(forwarded(index)));
  return statuses;
}

async function recordedAddresses(): Promise<string[]> {
  const rows = await ownerQuery<{ ip: string }>(
    hub,
    `SELECT DISTINCT ip FROM audit_events WHERE action = 'auth.sign-in.failed' ORDER BY ip`,
  );
  return rows.map(({ ip }) => ip);
}

describe('without a proxy that is believed', () => {
  beforeEach(() => start(''));

  test('X-Forwarded-For neither dodges a limit nor gets into the audit trail', async () => {
    expect(await attempts(10, (index) => `203.0.113.${index}`)).toEqual(new Set([401]));
    expect(await attempt('203.0.113.99')).toBe(429);
    expect(await recordedAddresses()).toEqual(['127.0.0.1']);
  });
});

describe('behind a proxy that is believed', () => {
  beforeEach(() => start('loopback'));

  test('only what the proxy itself added counts, not what the caller wrote before it', async () => {
    expect(await attempts(10, (index) => `198.51.100.${index}, 203.0.113.7`)).toEqual(new Set([401]));
    expect(await attempt('198.51.100.99, 203.0.113.7')).toBe(429);
    expect(await recordedAddresses()).toEqual(['203.0.113.7']);
  });

  test('a stranger who guesses does not lock the account for its owner elsewhere', async () => {
    await attempts(30, () => '203.0.113.7');
    expect(await attempt('203.0.113.7', { password: PASSWORD })).toBe(429);
    expect(await attempt('198.51.100.1', { password: PASSWORD })).toBe(303);
  });

  test('addresses of one IPv6 network count together', async () => {
    expect(await attempts(10, (index) => `2001:db8:1:2::${index}`)).toEqual(new Set([401]));
    expect(await attempt('2001:db8:1:2:ffff::1')).toBe(429);
    expect(await attempt('2001:db8:1:3::1')).toBe(401);
  });

  test('guessing one account from many addresses is stopped', async () => {
    expect(await attempts(100, (index) => `203.0.113.${index}`)).toEqual(new Set([401]));
    expect(await attempt('198.51.100.1', { password: PASSWORD })).toBe(429);
    expect(await attempt('198.51.100.1', { email: 'viewer@example.com' })).toBe(401);
  });

  test('an address that is none is still one caller', async () => {
    expect(await attempts(10, () => 'unknown')).toEqual(new Set([401]));
    expect(await attempt('unknown')).toBe(429);
  });
});
