import { Body, Controller, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '../../common/actor';
import { HubConfig } from '../../config/hub-config';
import { PageErrorFilter } from '../pages/page-error.filter';
import { consentForm } from '../pages/page-views';
import { PageService } from '../pages/page.service';
import {
  answerUrl,
  type AuthorizationTarget,
  carriedParameters,
  readRequest,
  readTarget,
} from './authorization-request';
import { OAuthError } from './oauth-error';
import { OAuthService } from './oauth.service';
import { describeRedirect, redirectSource } from './redirect-uris';

const parameters = z.record(z.string(), z.string().max(4096));
type Parameters = z.infer<typeof parameters>;

/** The authorization endpoint: sign in if need be, ask, then send the browser back to the application. */
@Public()
@ApiExcludeController()
@UseFilters(PageErrorFilter)
@Controller('oauth/authorize')
export class AuthorizeController {
  constructor(
    private readonly oauth: OAuthService,
    private readonly pages: PageService,
    private readonly config: HubConfig,
  ) {}

  @Get()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: parameters }) query: Parameters,
  ): Promise<void> {
    const target = readTarget(query, this.config.oauthRedirectUris);
    await this.#answering(reply, target, async () => {
      const wanted = readRequest(query);
      const session = await this.pages.session(request);
      if (session === undefined)
        return this.pages.redirect(reply, `/sign-in?next=${encodeURIComponent(request.url)}`);
      return this.pages.send(reply, {
        title: 'Allow access',
        formActions: [redirectSource(wanted.redirectUri)],
        body: consentForm({
          csrf: this.pages.csrf(request, reply),
          clientName: wanted.clientName,
          returnsTo: describeRedirect(wanted.redirectUri),
          email: session.email,
          parameters: carriedParameters(query),
        }),
      });
    });
  }

  @Post()
  async decide(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body({ schema: parameters }) body: Parameters,
  ): Promise<void> {
    this.pages.checkCsrf(request, body['csrf'] ?? '');
    const target = readTarget(body, this.config.oauthRedirectUris);
    await this.#answering(reply, target, async () => {
      const wanted = readRequest(body);
      if (body['decision'] !== 'allow') throw new OAuthError('access_denied', 'The person said no.');
      const session = await this.pages.session(request);
      if (session === undefined) return this.pages.redirect(reply, '/sign-in');
      const code = await this.oauth.authorize(session, wanted);
      return this.pages.redirect(reply, answerUrl(target, { code, iss: this.config.publicUrl }));
    });
  }

  /** From here on the application may be told what is wrong, at its own address. */
  async #answering(
    reply: FastifyReply,
    target: AuthorizationTarget,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      const answer = { error: error.code, error_description: error.description };
      await this.pages.redirect(reply, answerUrl(target, answer));
    }
  }
}
