import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TokenResponse } from '@prompthub/protocol';
import type { HubClient } from '../../hub-client';
import { createPkce } from './pkce';

/** Sign-in ended without a token: refused in the browser, or nobody came. */
export class SignInError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SignInError';
  }
}

export interface SignInOptions {
  readonly hub: HubClient;
  readonly clientId: string;
  /** Shows the address to the person, and opens a browser where there is one. */
  readonly open: (url: string) => void | Promise<void>;
  /** Default 5 minutes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Authorization code with PKCE; the browser comes back to a port of this machine that lives for this one answer (RFC 8252 §7.3). */
export async function signInWithBrowser(options: SignInOptions): Promise<TokenResponse> {
  const { hub, clientId } = options;
  const { verifier, challenge, state } = createPkce();
  const { server, redirectUri } = await listen();
  try {
    const answer = waitForCode(server, { ...options, state });
    // The browser may be slow or absent: an early failure is reported by the await below.
    answer.catch(() => undefined);
    await options.open(hub.oauth.authorizeUrl({ clientId, redirectUri, codeChallenge: challenge, state }));
    const code = await answer;
    return await hub.oauth.exchangeCode({ clientId, code, codeVerifier: verifier, redirectUri });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function listen(): Promise<{ server: Server; redirectUri: string }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { server, redirectUri: `http://127.0.0.1:${port}/callback` };
}

function waitForCode(server: Server, options: SignInOptions & { state: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new SignInError('Nobody signed in within the time. Run the command again.')),
      options.timeoutMs ?? 300_000,
    );
    server.once('close', () => clearTimeout(timer));
    options.signal?.addEventListener('abort', () => reject(new SignInError('Sign-in was cancelled.')), {
      once: true,
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      // Browsers ask for icons too; and a page that guesses the port must not end the sign-in.
      if (url.pathname !== '/callback' || url.searchParams.get('state') !== options.state) {
        answer(response, 404, 'This is not the page that you look for.');
        return;
      }
      const code = url.searchParams.get('code');
      if (code) {
        answer(response, 200, 'You are signed in. You can close this page.');
        resolve(code);
      } else {
        answer(response, 200, 'You are not signed in. You can close this page.');
        reject(
          new SignInError(`The hub did not sign you in (${url.searchParams.get('error') ?? 'no code'}).`),
        );
      }
    });
  });
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    'referrer-policy': 'no-referrer',
    connection: 'close',
  });
  response.end(`<!doctype html><title>PromptHub</title><p>${text}</p>`);
}
