import { Body, Controller, Post, Res } from '@nestjs/common';
import { tokenResponse } from '@prompthub/protocol';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CurrentOrigin, type Origin, Public } from '../../common/actor';
import { tokenExample } from '../../common/account-examples';
import { ApiRoute } from '../../common/api-route';
import { RateLimitsService } from '../passwords/rate-limits.service';
import { SessionsService } from '../sessions/sessions.service';
import { OAuthError } from './oauth-error';
import { OAuthService } from './oauth.service';

const text = z.string().min(1).max(2048);

/** RFC 6749 §4.1.3 and §6, as a form or as JSON. */
const tokenRequest = z
  .object({
    grant_type: text,
    code: text.optional(),
    code_verifier: text.optional(),
    client_id: text.optional(),
    redirect_uri: text.optional(),
    refresh_token: text.optional(),
  })
  .meta({
    id: 'TokenRequest',
    examples: [
      {
        grant_type: 'authorization_code',
        client_id: 'prompthub-vscode',
        code: 'phc_…',
        code_verifier: '…',
        redirect_uri: 'vscode://prompthub.prompthub/signed-in',
      },
      { grant_type: 'refresh_token', client_id: 'prompthub-vscode', refresh_token: 'phr_…' },
    ],
  });
type TokenRequest = z.infer<typeof tokenRequest>;

const codeGrant = z.object({ code: text, code_verifier: text, client_id: text, redirect_uri: text });
const revokeRequest = z
  .object({ token: text })
  .loose()
  .meta({ examples: [{ token: 'phr_…' }] });

@Public()
@Controller('oauth')
export class TokenController {
  constructor(
    private readonly oauth: OAuthService,
    private readonly sessions: SessionsService,
    private readonly limits: RateLimitsService,
  ) {}

  @Post('token')
  @ApiRoute({
    summary: 'Exchange a code or a refresh token for tokens',
    tag: 'Sign-in',
    response: tokenResponse,
    example: tokenExample,
    anonymous: true,
  })
  async token(
    @CurrentOrigin() origin: Origin,
    @Body({ schema: tokenRequest }) body: TokenRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    void reply.header('cache-control', 'no-store').type('application/json; charset=utf-8');
    try {
      await reply.send(await this.#grant(origin, body));
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      await reply.status(400).send({ error: error.code, error_description: error.description });
    }
  }

  @Post('revoke')
  @ApiRoute({ summary: 'Sign an application out', tag: 'Sign-in', anonymous: true })
  async revoke(
    @CurrentOrigin() origin: Origin,
    @Body({ schema: revokeRequest }) body: z.infer<typeof revokeRequest>,
  ): Promise<void> {
    await this.sessions.revoke(origin, body.token);
  }

  async #grant(origin: Origin, body: TokenRequest): Promise<object> {
    await this.limits.attempt('secret', origin);
    const tokens = await this.#tokens(origin, body);
    await this.limits.succeeded('secret', origin);
    return tokens;
  }

  async #tokens(origin: Origin, body: TokenRequest): Promise<object> {
    if (body.grant_type === 'authorization_code') {
      const grant = codeGrant.safeParse(body);
      if (!grant.success)
        throw new OAuthError('invalid_request', 'Send code, code_verifier, client_id and redirect_uri.');
      const {
        code,
        code_verifier: codeVerifier,
        client_id: clientId,
        redirect_uri: redirectUri,
      } = grant.data;
      return this.oauth.exchange(origin, { code, codeVerifier, clientId, redirectUri });
    }
    if (body.grant_type !== 'refresh_token')
      throw new OAuthError('unsupported_grant_type', 'Use authorization_code or refresh_token.');
    const tokens =
      body.refresh_token === undefined
        ? undefined
        : await this.sessions.refresh(origin, body.refresh_token, body.client_id);
    if (tokens === undefined) throw new OAuthError('invalid_grant', 'The session has ended. Sign in again.');
    return tokens;
  }
}
