import { once } from 'node:events';
import { connect } from 'node:net';
import { PassThrough } from 'node:stream';
import { TestBrowser } from './browser';
import { startHub, type TestHub } from './hub';
import { exchange, newPkce, obtainCode, refresh } from './oauth-flow';
import { hashPassword } from '../src/auth/passwords/password-hash';
import { Logger } from '@nestjs/common';
import { ownerQuery } from './owner-query';

const PASSWORD = 'the password nobody may read';
const PROVIDER_KEY = 'sk-live-the-key-nobody-may-read';

let hub: TestHub;
let log = '';
const stream = new PassThrough();
beforeAll(async () => {
  stream.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  hub = await startHub({ logStream: stream });
});
afterAll(() => hub?.close());

/** The lines since `log` was emptied, once there are as many. A line is written when its response has left. */
async function logged(count: number): Promise<object[]> {
  const lines = (): string[] => log.split('\n').filter(Boolean);
  while (lines().length < count) await once(stream, 'data');
  return lines().map((line) => JSON.parse(line) as object);
}

test('no secret that passes through the hub is in its log', async () => {
  const secrets: string[] = [PASSWORD, PROVIDER_KEY, hub.users.owner.token];
  await ownerQuery(hub, 'UPDATE users SET password_hash = $1', [await hashPassword(PASSWORD)]);
  const pkce = newPkce();
  const code = await obtainCode(hub, pkce, 'owner');
  const tokens = await exchange(hub, { code, verifier: pkce.verifier });
  const next = await refresh(hub, tokens.body.refresh_token);
  secrets.push(
    code,
    pkce.verifier,
    tokens.body.refresh_token,
    tokens.body.access_token,
    next.body.refresh_token,
  );

  const personal = await hub.request('/api/v1/me/tokens', {
    as: 'owner',
    json: { name: 'ci', scopes: ['read'] },
  });
  await hub.request('/api/v1/me', { as: { token: personal.body.token } });
  const invited = await hub.request('/api/v1/organizations/acme/invitations', {
    as: 'owner',
    json: { email: 'new@example.com', role: 'viewer' },
  });
  const invitation = new URL(invited.body.url).searchParams.get('token') ?? '';
  await hub.request(`/invitation?token=${invitation}`);
  await hub.request('/api/v1/invitations/accept', {
    json: { token: invitation, name: 'New', password: PASSWORD },
  });
  secrets.push(personal.body.token, invitation);

  const browser = new TestBrowser(hub);
  const page = await browser.submit('/sign-in', '/sign-in', {
    email: 'owner@example.com',
    password: PASSWORD,
  });
  secrets.push(
    ...page.headers.getSetCookie().map((line) => line.slice(line.indexOf('=') + 1, line.indexOf(';'))),
  );
  await hub.request('/api/v1/organizations/acme/provider-keys/openai', {
    method: 'PUT',
    as: 'owner',
    json: { key: PROVIDER_KEY },
  });
  new Logger('test').warn({
    headers: { authorization: PASSWORD, cookie: PASSWORD },
    password: PASSWORD,
    token: PASSWORD,
  });

  expect(log).toContain('"path":"/oauth/token"');
  expect(log).toContain('[redacted]');
  expect(secrets.every((secret) => secret.length > 20)).toBe(true);
  expect(secrets.filter((secret) => log.includes(secret))).toEqual([]);
  const stored = await ownerQuery(hub, 'SELECT to_jsonb(e)::text AS event FROM audit_events e');
  expect(secrets.filter((secret) => JSON.stringify(stored).includes(secret))).toEqual([]);
});

test('each request has one line, with its id and without its query', async () => {
  log = '';
  const answer = await hub.request('/api/v1/me?token=a-secret-of-some-length', { as: 'owner' });
  await hub.request('/health/live');
  await hub.request('/nothing/here');
  expect(await logged(2)).toMatchObject([
    {
      msg: 'request completed',
      req: { id: answer.headers.get('x-request-id'), method: 'GET', path: '/api/v1/me' },
      res: { status: 200 },
      responseTime: expect.any(Number),
    },
    { msg: 'request completed', req: { path: '/nothing/here' }, res: { status: 404 } },
  ]);
});

test('a request whose caller goes away has its line, too', async () => {
  log = '';
  const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
  socket.write(
    'POST /api/v1/organizations HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
    () => socket.destroy(),
  );
  expect((await logged(1))[0]).toMatchObject({
    msg: 'request aborted',
    req: { path: '/api/v1/organizations' },
  });
});

test('an unexpected error tells the caller nothing and the log enough', async () => {
  await ownerQuery(hub, 'ALTER TABLE organizations RENAME TO organizations_gone');
  const answer = await hub.request('/api/v1/organizations/acme', { as: 'owner' });
  await ownerQuery(hub, 'ALTER TABLE organizations_gone RENAME TO organizations');
  expect([answer.status, answer.body.code]).toEqual([500, 'internal-error']);
  expect(answer.text).not.toMatch(/relation|organizations|select/i);
  expect(log).toContain(answer.body.requestId);
  expect(log).toContain('does not exist');
});

test('an error of the database is logged without the values of its statement', async () => {
  const failing = hub.dataSource.query('SELECT $1::text, 1 / 0', [PASSWORD]);
  const error: unknown = await failing.catch((reason: unknown) => reason);
  log = '';
  new Logger('test').error({ err: error }, 'A request failed unexpectedly.');
  expect(log).toContain('division by zero');
  expect(log).toContain('"errorCode":"22012"');
  expect(log).not.toContain(PASSWORD);
});
