import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubClient } from '../../index';
import { startLoopback, type LoopbackServer } from '../../testing/loopback';
import { signInWithBrowser } from './loopback-sign-in';
import { TokenStore } from './token-store';
import { tokenSource } from './token-source';

let folder: string;
let server: LoopbackServer;
let tokenRequests: Record<string, string>[];
let answerWith: (body: Record<string, string>) => { status: number; body: unknown };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompthub-login-'));
  tokenRequests = [];
  answerWith = () => ({ status: 200, body: tokens(tokenRequests.length) });
  server = await startLoopback((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString());
      tokenRequests.push(body);
      const answer = answerWith(body);
      response
        .writeHead(answer.status, { 'content-type': 'application/json' })
        .end(JSON.stringify(answer.body));
    });
  });
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const tokens = (turn: number) => ({
  access_token: `access-${turn}`,
  token_type: 'Bearer',
  expires_in: 900,
  refresh_token: `refresh-${turn}`,
});
const oauth = (expiresAt: number) =>
  ({
    kind: 'oauth',
    clientId: 'cli',
    accessToken: 'access-0',
    refreshToken: 'refresh-0',
    expiresAt,
  }) as const;

describe('signing in with the browser', () => {
  const signIn = (visit: (authorize: URL) => Promise<void>, timeoutMs?: number) =>
    signInWithBrowser({
      hub: new HubClient({ baseUrl: server.url }),
      clientId: 'cli',
      open: (url) => void visit(new URL(url)),
      timeoutMs,
    });
  const redirect = (authorize: URL, parameters: Record<string, string>) =>
    `${authorize.searchParams.get('redirect_uri')}?${new URLSearchParams(parameters).toString()}`;

  it('exchanges the code with the verifier that fits the challenge', async () => {
    let challenge: string | null = '';
    const answer = await signIn(async (authorize) => {
      challenge = authorize.searchParams.get('code_challenge');
      expect(authorize.searchParams.get('code_challenge_method')).toBe('S256');
      const response = await fetch(
        redirect(authorize, { code: 'the-code', state: authorize.searchParams.get('state') ?? '' }),
      );
      expect(await response.text()).toContain('You are signed in');
    });
    expect(answer.access_token).toBe('access-1');
    expect(tokenRequests[0]).toMatchObject({ grant_type: 'authorization_code', code: 'the-code' });
    expect(
      createHash('sha256')
        .update(tokenRequests[0]?.['code_verifier'] ?? '')
        .digest('base64url'),
    ).toBe(challenge);
  });

  it('does not take a code with another state', async () => {
    const promise = signIn(async (authorize) => {
      const forged = await fetch(redirect(authorize, { code: 'forged', state: 'guess' }));
      expect(forged.status).toBe(404);
      await fetch(
        redirect(authorize, { error: 'access_denied', state: authorize.searchParams.get('state') ?? '' }),
      );
    });
    await expect(promise).rejects.toThrow(/access_denied/);
    expect(tokenRequests).toEqual([]);
  });

  it('gives up when nobody comes', async () => {
    await expect(signIn(() => Promise.resolve(), 20)).rejects.toThrow(/Nobody signed in/);
  });
});

describe('stored tokens', () => {
  it('lie in a file that only the owner can read', async () => {
    const store = new TokenStore(folder);
    await store.set('http://a', { kind: 'personal', token: 'phub_x' });
    expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600);
    await store.set('http://b', { kind: 'personal', token: 'phub_y' });
    expect(await store.get('http://a')).toEqual({ kind: 'personal', token: 'phub_x' });
    await store.set('http://a', undefined);
    expect(await store.get('http://a')).toBeUndefined();
    expect(await readFile(join(folder, 'credentials.json'), 'utf8')).not.toContain('phub_x');
  });

  it('count as signed out when the file is broken', async () => {
    await writeFile(join(folder, 'credentials.json'), '{');
    expect(await new TokenStore(folder).get('http://a')).toBeUndefined();
  });

  it('are used until shortly before their end', async () => {
    const store = new TokenStore(folder);
    await store.set(server.url, oauth(1_000_000));
    const token = tokenSource({ store, hub: server.url, now: () => 960_000 });
    expect(await token()).toBe('access-0');
    expect(tokenRequests).toEqual([]);
  });

  it('are refreshed once, however many ask at the same time', async () => {
    await new TokenStore(folder).set(server.url, oauth(0));
    const sources = Array.from({ length: 8 }, () =>
      tokenSource({ store: new TokenStore(folder), hub: server.url }),
    );
    expect(new Set(await Promise.all(sources.map((token) => token())))).toEqual(new Set(['access-1']));
    expect(tokenRequests).toEqual([
      { grant_type: 'refresh_token', client_id: 'cli', refresh_token: 'refresh-0' },
    ]);
    expect(await new TokenStore(folder).get(server.url)).toMatchObject({ refreshToken: 'refresh-1' });
  });

  it('are refreshed when the hub refused them before their time', async () => {
    const store = new TokenStore(folder);
    await store.set(server.url, oauth(Date.now() + 900_000));
    const token = tokenSource({ store, hub: server.url });
    expect(await token('access-0')).toBe('access-1');
    expect(await token()).toBe('access-1');
  });

  it('are forgotten when the hub refuses the refresh, and kept when it is away', async () => {
    const store = new TokenStore(folder);
    await store.set(server.url, oauth(0));
    const token = tokenSource({ store, hub: server.url });
    answerWith = () => ({ status: 500, body: { message: 'boom' } });
    await expect(token()).rejects.toThrow(/500/);
    expect(await store.get(server.url)).toBeDefined();
    answerWith = () => ({ status: 400, body: { error: 'invalid_grant' } });
    expect(await token()).toBeUndefined();
    expect(await store.get(server.url)).toBeUndefined();
  });

  it('give way to a token from the environment', async () => {
    const token = tokenSource({ store: new TokenStore(folder), hub: server.url, override: 'phub_env' });
    expect(await token()).toBe('phub_env');
  });
});
