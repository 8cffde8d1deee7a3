import { startHub, type TestHub } from './hub';
import { TestBrowser } from './browser';
import { ownerQuery } from './owner-query';
import {
  authorizeQuery,
  exchange,
  newPkce,
  obtainCode,
  obtainTokens,
  REDIRECT,
  refresh,
  signedInBrowser,
} from './oauth-flow';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

async function auditedActions(): Promise<string[]> {
  const rows = await hub.dataSource.query<{ action: string }[]>(
    'SELECT action FROM audit_events ORDER BY id',
  );
  return rows.map(({ action }) => action);
}

describe('authorization code with PKCE', () => {
  test('a signed-in person who consents gives the application a working token', async () => {
    const tokens = await obtainTokens(hub, 'editor');
    expect(tokens).toMatchObject({ token_type: 'Bearer', expires_in: 900 });
    const me = await hub.request('/api/v1/me', { as: { token: tokens.access_token } });
    expect(me.body).toMatchObject({
      email: 'editor@example.com',
      memberships: [{ organization: 'acme', role: 'editor' }],
    });
    expect(await auditedActions()).toEqual(
      expect.arrayContaining(['auth.sign-in.succeeded', 'auth.session.started']),
    );
  });

  test('the answer carries the state and comes to the redirect URI', async () => {
    const browser = await signedInBrowser(hub, 'editor');
    const answer = await browser.submit(authorizeQuery(newPkce()), '/oauth/authorize', { decision: 'allow' });
    expect(answer.status).toBe(303);
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.origin + location.pathname).toBe(REDIRECT);
    expect(location.searchParams.get('state')).toBe('some state');
  });

  test('the consent page names the client and where it returns to, under a strict policy', async () => {
    const browser = await signedInBrowser(hub, 'editor');
    const page = await browser.get(
      authorizeQuery(newPkce(), { redirect_uri: 'vscode://prompthub.prompthub/cb' }),
    );
    expect(page.text).toContain('PromptHub for VS Code');
    expect(page.text).toContain('vscode:// links');
    expect(page.text).not.toMatch(/<script|style="|<style/);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; form-action 'self' vscode:; frame-ancestors 'none'; base-uri 'none'",
    );
  });

  test('saying no tells the application so', async () => {
    const browser = await signedInBrowser(hub, 'editor');
    const answer = await browser.submit(authorizeQuery(newPkce()), '/oauth/authorize', { decision: 'deny' });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('access_denied');
  });

  test('the link to the consent page cannot answer for the person', async () => {
    const browser = await signedInBrowser(hub, 'editor');
    const path = authorizeQuery(newPkce(), { decision: 'allow', csrf: 'theirs' });
    const page = await browser.get(path);
    expect(page.text).not.toMatch(/type="hidden" name="decision"|value="theirs"/);
    const answer = await browser.submit(path, '/oauth/authorize', { decision: 'deny' });
    expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('access_denied');
  });

  test('without a session the page asks to sign in and comes back', async () => {
    const path = authorizeQuery(newPkce());
    const answer = await new TestBrowser(hub).get(path);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(`/sign-in?next=${encodeURIComponent(path)}`);
  });

  test('consent needs the token of the form, and does not come from elsewhere', async () => {
    const browser = await signedInBrowser(hub, 'editor');
    const path = authorizeQuery(newPkce());
    const fields = Object.fromEntries(new URL(path, hub.url).searchParams);
    const forged = await browser.post('/oauth/authorize', {
      ...fields,
      decision: 'allow',
      csrf: 'x'.repeat(43),
    });
    expect(forged.status).toBe(403);
    expect(forged.headers.get('location')).toBeNull();
  });

  test.each([
    'https://evil.example/cb',
    'http://evil.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'https://vscode.dev.evil.example/',
    'https://octocat-1-8080.app.github.dev/',
    'https://any.vscode.dev/',
    'https://vscode.dev:8443/',
    'javascript:alert(1)',
    'data:text/html,x',
    'vscode-evil://x/y',
    'http://user@127.0.0.1/',
    'not a url',
    '',
  ])('an address that is not allowed gets nothing: %s', async (redirect_uri) => {
    const browser = await signedInBrowser(hub, 'editor');
    const answer = await browser.get(authorizeQuery(newPkce(), { redirect_uri }));
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
    expect(answer.headers.get('content-type')).toContain('text/html');
  });

  test.each([
    'vscode://publisher.extension/callback?windowId=3',
    'vscode-insiders://publisher.extension/callback',
    'vscodium://x/y',
    'code-oss://x/y',
    'cursor://x/y',
    'windsurf://x/y',
    'https://vscode.dev/redirect?url=x',
    'https://insiders.vscode.dev/redirect',
    'https://octocat-1.github.dev/callback',
    'http://localhost:4711/',
    'http://[::1]:4711/cb',
  ])('a native application may return to %s', async (redirect_uri) => {
    const browser = await signedInBrowser(hub, 'editor');
    const answer = await browser.submit(authorizeQuery(newPkce(), { redirect_uri }), '/oauth/authorize', {
      decision: 'allow',
    });
    const location = new URL(answer.headers.get('location') ?? '');
    for (const [name, value] of new URL(redirect_uri).searchParams)
      expect(location.searchParams.get(name)).toBe(value);
    expect(location.searchParams.get('code')).toMatch(/^phc_/);
  });

  test.each([
    ['no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['a challenge of the wrong size', { code_challenge: 'short' }, 'invalid_request'],
    ['the implicit flow', { response_type: 'token' }, 'unsupported_response_type'],
  ])('%s is refused at the redirect URI', async (_name, change, error) => {
    const browser = await signedInBrowser(hub, 'editor');
    const answer = await browser.get(authorizeQuery(newPkce(), change));
    const location = new URL(answer.headers.get('location') ?? '');
    expect(location.searchParams.get('error')).toBe(error);
    expect(location.searchParams.get('code')).toBeNull();
  });

  test.each<[string, Record<string, string>]>([
    ['another verifier', { verifier: newPkce().verifier }],
    ['another client', { client_id: 'prompthub-cli' }],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:9998/callback' }],
    ['another code', { code: 'phc_guess' }],
  ])('a code is not good with %s', async (_name, change) => {
    const pkce = newPkce();
    const code = await obtainCode(hub, pkce);
    const answer = await exchange(hub, { code, verifier: pkce.verifier, ...change });
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
  });

  test('a code is good once; a second use ends the session that the first one made', async () => {
    const pkce = newPkce();
    const given = { code: await obtainCode(hub, pkce), verifier: pkce.verifier };
    const first = await exchange(hub, given);
    expect((await exchange(hub, given)).body.error).toBe('invalid_grant');
    expect((await refresh(hub, first.body.refresh_token)).body.error).toBe('invalid_grant');
    expect(await auditedActions()).toContain('auth.authorization-code.reused');
  });

  test('a code is good for a minute', async () => {
    const pkce = newPkce();
    const code = await obtainCode(hub, pkce);
    await ownerQuery(hub, `UPDATE authorization_codes SET expires_at = expires_at - interval '61 seconds'`);
    expect((await exchange(hub, { code, verifier: pkce.verifier })).body.error).toBe('invalid_grant');
  });

  test('of many uses of a code at once, one wins', async () => {
    const pkce = newPkce();
    const given = { code: await obtainCode(hub, pkce), verifier: pkce.verifier };
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(hub, given)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('other grants are refused by name', async () => {
    const answer = await hub.request('/oauth/token', { json: { grant_type: 'password', username: 'x' } });
    expect([answer.status, answer.body.error]).toEqual([400, 'unsupported_grant_type']);
    const incomplete = await hub.request('/oauth/token', { json: { grant_type: 'authorization_code' } });
    expect([incomplete.status, incomplete.body.error]).toEqual([400, 'invalid_request']);
  });
});

describe('refresh tokens', () => {
  const age = (seconds: number): Promise<unknown[]> =>
    ownerQuery(hub, `UPDATE refresh_tokens SET rotated_at = rotated_at - $1 * interval '1 second'`, [
      seconds,
    ]);

  test('rotate at each use', async () => {
    const { refresh_token: first } = await obtainTokens(hub);
    const second = await refresh(hub, first);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first);
    const third = await refresh(hub, second.body.refresh_token);
    expect(third.status).toBe(200);
    const me = await hub.request('/api/v1/me', { as: { token: third.body.access_token } });
    expect(me.status).toBe(200);
  });

  test('two windows that refresh at once get the same successor, and both go on', async () => {
    const { refresh_token: first } = await obtainTokens(hub);
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(hub, first)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const successors = new Set(answers.map(({ body }) => body.refresh_token));
    expect(successors.size).toBe(1);
    const next = await refresh(hub, [...successors][0]);
    expect(next.status).toBe(200);
  });

  test('a lost answer is repeated within ten seconds', async () => {
    const { refresh_token: first } = await obtainTokens(hub);
    const lost = await refresh(hub, first);
    await age(9);
    const again = await refresh(hub, first);
    expect(again.body.refresh_token).toBe(lost.body.refresh_token);
  });

  test('reuse after more than ten seconds ends the whole family, and is on record', async () => {
    const { refresh_token: first } = await obtainTokens(hub);
    const second = await refresh(hub, first);
    await age(11);
    expect((await refresh(hub, first)).body.error).toBe('invalid_grant');
    expect((await refresh(hub, second.body.refresh_token)).body.error).toBe('invalid_grant');
    expect(await auditedActions()).toContain('auth.refresh-token.reused');
  });

  test('reuse after the successor was used ends the whole family, however soon', async () => {
    const { refresh_token: first } = await obtainTokens(hub);
    const second = await refresh(hub, first);
    const third = await refresh(hub, second.body.refresh_token);
    expect((await refresh(hub, first)).body.error).toBe('invalid_grant');
    expect((await refresh(hub, third.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  test('one family ending leaves another alone', async () => {
    const [one, other] = [await obtainTokens(hub), await obtainTokens(hub)];
    await refresh(hub, one.refresh_token);
    await age(11);
    await refresh(hub, one.refresh_token);
    expect((await refresh(hub, other.refresh_token)).status).toBe(200);
  });

  test('belong to their client, expire, and are stored as hashes', async () => {
    const { refresh_token: token } = await obtainTokens(hub);
    expect((await refresh(hub, token, { client_id: 'prompthub-cli' })).body.error).toBe('invalid_grant');
    const rows = await ownerQuery(hub, `SELECT to_jsonb(t)::text AS row FROM refresh_tokens t`);
    expect(JSON.stringify(rows)).not.toContain(token);
    await ownerQuery(hub, `UPDATE refresh_tokens SET expires_at = now() - interval '1 second'`);
    expect((await refresh(hub, token)).body.error).toBe('invalid_grant');
  });

  test('signing out ends the access tokens of the session at once, and no others', async () => {
    const tokens = await obtainTokens(hub, 'editor');
    const others = await obtainTokens(hub, 'editor');
    const paths = [
      '/api/v1/me',
      '/api/v1/me/tokens',
      '/api/v1/organizations',
      '/api/v1/organizations/acme',
      '/api/v1/projects/acme/support-desk',
      '/api/v1/projects/acme/support-desk/files',
      `/api/v1/projects/acme/support-desk/file?path=a.prompt&ref=${'0'.repeat(40)}`,
    ];
    const statuses = (token: string): Promise<number[]> =>
      Promise.all(paths.map(async (path) => (await hub.request(path, { as: { token } })).status));
    const before = await statuses(tokens.access_token);
    expect(before).not.toContain(401);
    await hub.request('/oauth/revoke', { json: { token: tokens.refresh_token } });
    expect(await statuses(tokens.access_token)).toEqual(paths.map(() => 401));
    expect(await statuses(others.access_token)).toEqual(before);
  });

  test('an account that is gone can no longer make tokens', async () => {
    const { access_token: token } = await obtainTokens(hub, 'viewer');
    const make = (): Promise<{ status: number }> =>
      hub.request('/api/v1/me/tokens', { as: { token }, json: { name: 'ci', scopes: ['read'] } });
    expect((await make()).status).toBe(201);
    await ownerQuery(hub, 'UPDATE users SET deleted_at = now() WHERE id = $1', [hub.users.viewer.id]);
    expect((await make()).status).toBe(401);
    await ownerQuery(hub, 'UPDATE users SET deleted_at = NULL WHERE id = $1', [hub.users.viewer.id]);
  });

  test('revoking ends the session; revoking nonsense is fine', async () => {
    const { refresh_token: token } = await obtainTokens(hub);
    expect((await hub.request('/oauth/revoke', { json: { token } })).status).toBe(200);
    expect((await refresh(hub, token)).body.error).toBe('invalid_grant');
    expect((await hub.request('/oauth/revoke', { json: { token: 'nonsense' } })).status).toBe(200);
    expect(await auditedActions()).toContain('auth.session.ended');
  });
});
