import { Body, Controller, Get, Header, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { password } from '@prompthub/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CurrentOrigin, type Origin, Public } from '../../common/actor';
import { ProblemError } from '../../common/problem';
import { PasswordSignInService } from '../passwords/password-sign-in.service';
import { RateLimitsService } from '../passwords/rate-limits.service';
import { SignInLinksService } from '../sign-in-links.service';
import { PageErrorFilter } from './page-error.filter';
import { homeView, linkForm, signInForm } from './page-views';
import { localPath, PageService } from './page.service';
import { STYLESHEET } from './stylesheet';

const text = z.string().max(4096);
const signInQuery = z.object({ next: text.optional() });
const signInBody = z.object({ csrf: text, next: text.optional(), email: text, password: text });
const linkQuery = z.object({ token: text.default('') });
const linkBody = z.object({ csrf: text, token: text, password: text.optional() });
const signOutBody = z.object({ csrf: text });

/** Pages for signing in and out. */
@Public()
@ApiExcludeController()
@UseFilters(PageErrorFilter)
@Controller()
export class SignInController {
  constructor(
    private readonly pages: PageService,
    private readonly passwords: PasswordSignInService,
    private readonly links: SignInLinksService,
    private readonly limits: RateLimitsService,
  ) {}

  @Get('assets/hub.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'public, max-age=3600')
  stylesheet(): string {
    return STYLESHEET;
  }

  @Get()
  async home(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const session = await this.pages.session(request);
    if (session === undefined) return this.pages.redirect(reply, '/sign-in');
    const csrf = this.pages.csrf(request, reply);
    return this.pages.send(reply, { title: 'Signed in', body: homeView({ csrf, ...session }) });
  }

  @Get('sign-in')
  async signInPage(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: signInQuery }) query: z.infer<typeof signInQuery>,
  ): Promise<void> {
    const csrf = this.pages.csrf(request, reply);
    const body = signInForm({ csrf, next: localPath(query.next), email: '' });
    await this.pages.send(reply, { title: 'Sign in', body });
  }

  @Post('sign-in')
  async signIn(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: signInBody }) form: z.infer<typeof signInBody>,
  ): Promise<void> {
    this.pages.checkCsrf(request, form.csrf);
    try {
      const user = await this.passwords.signIn(origin, form.email, form.password);
      await this.pages.startSession(reply, user.id);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const csrf = this.pages.csrf(request, reply);
      const view = { csrf, next: localPath(form.next), email: form.email, problem: error.detail };
      void reply.headers(error.headers);
      return this.pages.send(reply, { title: 'Sign in', status: error.status, body: signInForm(view) });
    }
    return this.pages.redirect(reply, localPath(form.next));
  }

  @Post('sign-out')
  async signOut(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: signOutBody }) form: z.infer<typeof signOutBody>,
  ): Promise<void> {
    this.pages.checkCsrf(request, form.csrf);
    await this.pages.endSession(request, reply, origin);
    await this.pages.redirect(reply, '/sign-in');
  }

  @Get('link')
  async linkPage(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: linkQuery }) { token }: z.infer<typeof linkQuery>,
  ): Promise<void> {
    await this.#showLink(request, reply, { origin, token });
  }

  @Post('link')
  async useLink(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: linkBody }) form: z.infer<typeof linkBody>,
  ): Promise<void> {
    this.pages.checkCsrf(request, form.csrf);
    const chosen = form.password === undefined || form.password === '' ? undefined : form.password;
    const checked = password.optional().safeParse(chosen);
    if (!checked.success)
      return this.#showLink(request, reply, {
        origin,
        token: form.token,
        problem: `Choose another password: ${checked.error.issues[0]?.message ?? 'it is not valid'}.`,
      });
    const user = await this.links.consume(origin, form.token, checked.data);
    await this.pages.startSession(reply, user.id);
    return this.pages.redirect(reply, '/');
  }

  async #showLink(
    request: FastifyRequest,
    reply: FastifyReply,
    { origin, token, problem }: { origin: Origin; token: string; problem?: string },
  ): Promise<void> {
    await this.limits.attempt('secret', origin);
    const user = await this.links.look(token);
    if (user === undefined)
      throw new ProblemError(410, 'link-used', 'This link has been used already, or it is too old.');
    await this.limits.succeeded('secret', origin);
    const csrf = this.pages.csrf(request, reply);
    const body = linkForm({ csrf, token, name: user.name, email: user.email, problem });
    await this.pages.send(reply, { title: 'Sign in', status: problem === undefined ? 200 : 422, body });
  }
}
