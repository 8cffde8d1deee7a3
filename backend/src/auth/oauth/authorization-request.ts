import { z } from 'zod';
import { ProblemError } from '../../common/problem';
import { OAuthError } from './oauth-error';
import { isAllowedRedirect } from './redirect-uris';

/** Names of our own applications. Public clients cannot prove who they are, so others are allowed and named as they call themselves. */
const KNOWN_CLIENTS: Readonly<Record<string, string>> = {
  'prompthub-vscode': 'PromptHub for VS Code',
  'prompthub-cli': 'PromptHub command line',
};

const clientId = z.string().regex(/^[\w.-]{1,64}$/);
const text = z.string().max(2048);

const target = z.object({ client_id: clientId, redirect_uri: text, state: text.optional() });

const request = target.extend({
  response_type: z.string(),
  code_challenge: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  code_challenge_method: z.literal('S256'),
  scope: text.optional(),
});

export interface AuthorizationRequest {
  clientId: string;
  clientName: string;
  redirectUri: string;
  codeChallenge: string;
  state: string | undefined;
}

/** Where an answer may be sent, even one that says no. */
export interface AuthorizationTarget {
  redirectUri: string;
  state: string | undefined;
}

/**
 * The client and where to return to. Checked first and shown as a page when wrong: an unknown address must not be
 * redirected to (RFC 6749 §4.1.2.1).
 */
export function readTarget(query: unknown, configured: readonly string[]): AuthorizationTarget {
  const parsed = target.safeParse(query);
  if (!parsed.success)
    throw new ProblemError(
      400,
      'invalid-request',
      'The application did not say who it is or where to return to.',
    );
  if (!isAllowedRedirect(parsed.data.redirect_uri, configured))
    throw new ProblemError(
      400,
      'invalid-redirect',
      'The application wants to return to an address that is not allowed here.',
    );
  return { redirectUri: parsed.data.redirect_uri, state: parsed.data.state };
}

/** The rest of the request. @throws OAuthError, which may be sent to the target. */
export function readRequest(query: unknown): AuthorizationRequest {
  const parsed = request.safeParse(query);
  if (!parsed.success)
    throw new OAuthError(
      'invalid_request',
      'A PKCE code_challenge with code_challenge_method=S256 is required.',
    );
  if (parsed.data.response_type !== 'code')
    throw new OAuthError('unsupported_response_type', 'Only response_type=code is supported.');
  const { client_id, redirect_uri, code_challenge, state } = parsed.data;
  return {
    clientId: client_id,
    clientName: KNOWN_CLIENTS[client_id] ?? `an application that calls itself “${client_id}”`,
    redirectUri: redirect_uri,
    codeChallenge: code_challenge,
    state,
  };
}

/** What the consent form carries on: the request's own parameters, not what else a link may bring (`decision=allow`). */
export function carriedParameters(query: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => Object.hasOwn(request.shape, name)));
}

/** The address to send the browser to, with `parameters` added to its query. */
export function answerUrl(target: AuthorizationTarget, parameters: Record<string, string>): string {
  const url = new URL(target.redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (target.state !== undefined) url.searchParams.set('state', target.state);
  return url.href;
}
