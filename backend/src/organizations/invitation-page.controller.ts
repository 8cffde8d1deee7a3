import { Body, Controller, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { acceptInvitation } from '@prompthub/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PageErrorFilter } from '../auth/pages/page-error.filter';
import { invitationForm, type InvitationView } from '../auth/pages/page-views';
import { PageService } from '../auth/pages/page.service';
import { CurrentOrigin, type Origin, Public } from '../common/actor';
import { ProblemError } from '../common/problem';
import { AcceptInvitationService, type OpenInvitation, type Proof } from './accept-invitation.service';

const text = z.string().max(4096);
const pageQuery = z.object({ token: text.default('') });
const form = z.object({ csrf: text, token: text, name: text.optional(), password: text.optional() });
type Form = z.infer<typeof form>;
const newAccount = acceptInvitation.pick({ name: true, password: true });

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
  origin: Origin;
  token: string;
}

/** The page behind an invitation's link. */
@Public()
@ApiExcludeController()
@UseFilters(PageErrorFilter)
@Controller('invitation')
export class InvitationPageController {
  constructor(
    private readonly accepting: AcceptInvitationService,
    private readonly pages: PageService,
  ) {}

  @Get()
  async ask(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentOrigin() origin: Origin,
    @Query({ schema: pageQuery }) { token }: z.infer<typeof pageQuery>,
  ): Promise<void> {
    await this.#show({ request, reply, origin, token });
  }

  @Post()
  async accept(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: form }) body: Form,
  ): Promise<void> {
    this.pages.checkCsrf(request, body.csrf);
    const exchange = { request, reply, origin, token: body.token };
    try {
      const user = await this.accepting.accept(origin, body.token, await this.#proofOf(exchange, body));
      await this.pages.startSession(reply, user.id);
    } catch (error) {
      if (!(error instanceof ProblemError) || ![401, 422, 429].includes(error.status)) throw error;
      return this.#show(exchange, error);
    }
    return this.pages.redirect(reply, '/');
  }

  async #proofOf(exchange: Exchange, body: Form): Promise<Proof> {
    const invited = await this.accepting.look(exchange.origin, body.token);
    const as = await this.#kindOf(exchange.request, invited);
    if (as === 'join') {
      const session = await this.pages.session(exchange.request);
      if (session !== undefined) return { signedInAs: session.userId };
    }
    if (as === 'existing') return { name: '', password: body.password ?? '' };
    const checked = newAccount.safeParse(body);
    if (checked.success) return checked.data;
    const issue = checked.error.issues[0];
    throw new ProblemError(
      422,
      'validation-failed',
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`,
    );
  }

  async #show({ request, reply, origin, token }: Exchange, problem?: ProblemError): Promise<void> {
    const invited = await this.accepting.look(origin, token);
    const body = invitationForm({
      csrf: this.pages.csrf(request, reply),
      token,
      organization: invited.organizationName,
      role: invited.invitation.role,
      email: invited.invitation.email,
      as: await this.#kindOf(request, invited),
      problem: problem?.detail,
    });
    void reply.headers(problem?.headers ?? {});
    await this.pages.send(reply, { title: 'Invitation', status: problem?.status ?? 200, body });
  }

  async #kindOf(request: FastifyRequest, invited: OpenInvitation): Promise<InvitationView['as']> {
    if (!invited.known) return 'new';
    const session = await this.pages.session(request);
    return session?.email.toLowerCase() === invited.invitation.email ? 'join' : 'existing';
  }
}
