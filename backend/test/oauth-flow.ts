import { createHash, randomBytes } from 'node:crypto';
import type { TokenResponse } from '@prompthub/protocol';
import { SignInLinksService } from '../src/auth/sign-in-links.service';
import { TestBrowser } from './browser';
import type { TestHub, TestResponse, TestRole } from './hub';

export const REDIRECT = 'http://127.0.0.1:9999/callback';
export const CLIENT = 'prompthub-vscode';

export interface Pkce {
  verifier: string;
  challenge: string;
}

export function newPkce(): Pkce {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export function authorizeQuery(pkce: Pkce, change: Record<string, string | undefined> = {}): string {
  const parameters = {
    response_type: 'code',
    client_id: CLIENT,
    redirect_uri: REDIRECT,
    code_challenge: pkce.challenge,
    code_challenge_method: 'S256',
    state: 'some state',
    ...change,
  };
  const defined = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return `/oauth/authorize?${new URLSearchParams(defined).toString()}`;
}

/** A browser that is signed in by a one-time link. */
export async function signedInBrowser(hub: TestHub, role: TestRole): Promise<TestBrowser> {
  const browser = new TestBrowser(hub);
  const link = await hub.app.get(SignInLinksService, { strict: false }).create(hub.users[role].id);
  const { pathname, search } = new URL(link);
  const answer = await browser.submit(pathname + search, '/link', {});
  if (answer.status !== 303) throw new Error(`sign-in by link answered ${answer.status}: ${answer.text}`);
  return browser;
}

/** Consents, and gives the code that the application gets. */
export async function obtainCode(hub: TestHub, pkce: Pkce, role: TestRole = 'editor'): Promise<string> {
  const browser = await signedInBrowser(hub, role);
  const answer = await browser.submit(authorizeQuery(pkce), '/oauth/authorize', { decision: 'allow' });
  return new URL(answer.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

export function exchange(
  hub: TestHub,
  { code, verifier, ...change }: { code: string; verifier: string } & Record<string, string>,
): Promise<TestResponse> {
  return hub.request('/oauth/token', {
    form: {
      grant_type: 'authorization_code',
      client_id: CLIENT,
      redirect_uri: REDIRECT,
      code,
      code_verifier: verifier,
      ...change,
    },
  });
}

/** The whole flow: tokens for one application. */
export async function obtainTokens(hub: TestHub, role: TestRole = 'editor'): Promise<TokenResponse> {
  const pkce = newPkce();
  const answer = await exchange(hub, { code: await obtainCode(hub, pkce, role), verifier: pkce.verifier });
  if (answer.status !== 200) throw new Error(`the token endpoint answered ${answer.status}: ${answer.text}`);
  return answer.body;
}

export function refresh(
  hub: TestHub,
  token: string,
  change: Record<string, string> = {},
): Promise<TestResponse> {
  return hub.request('/oauth/token', {
    form: { grant_type: 'refresh_token', client_id: CLIENT, refresh_token: token, ...change },
  });
}
