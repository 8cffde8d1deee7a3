import { tokenResponse, type TokenResponse } from '@prompthub/protocol';
import type { Transport } from './transport';

/** OAuth 2.1 authorization code with PKCE (RFC 6749, RFC 7636) against the hub's own sign-in page. */
export class OAuthClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The page to open in a browser. `codeChallenge` is the base64url SHA-256 of the verifier. */
  authorizeUrl(parameters: {
    clientId: string;
    redirectUri: string;
    codeChallenge: string;
    state: string;
  }): string {
    const url = new URL(`${this.#transport.baseUrl}/oauth/authorize`);
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: parameters.clientId,
      redirect_uri: parameters.redirectUri,
      code_challenge: parameters.codeChallenge,
      code_challenge_method: 'S256',
      state: parameters.state,
    }).toString();
    return url.href;
  }

  exchangeCode(parameters: {
    clientId: string;
    code: string;
    codeVerifier: string;
    redirectUri: string;
  }): Promise<TokenResponse> {
    return this.#token({
      grant_type: 'authorization_code',
      client_id: parameters.clientId,
      code: parameters.code,
      code_verifier: parameters.codeVerifier,
      redirect_uri: parameters.redirectUri,
    });
  }

  /** The refresh token rotates: the answer's one replaces it. */
  refresh(parameters: { clientId: string; refreshToken: string }): Promise<TokenResponse> {
    return this.#token({
      grant_type: 'refresh_token',
      client_id: parameters.clientId,
      refresh_token: parameters.refreshToken,
    });
  }

  revoke(token: string): Promise<void> {
    return this.#transport.send({ method: 'POST', path: '/oauth/revoke', body: { token } });
  }

  #token(body: Record<string, string>): Promise<TokenResponse> {
    return this.#transport.json({ method: 'POST', path: '/oauth/token', body }, tokenResponse);
  }
}
