import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import {
  type AuditEvent,
  auditPage,
  type CreatedPersonalToken,
  createdPersonalToken,
  type CreatePersonalToken,
  createPersonalToken,
  type Me,
  me,
  page,
  type PageQuery,
  pageQuery,
  type PersonalToken,
  personalToken,
} from '@prompthub/protocol';
import { AuditService } from '../audit/audit.service';
import { type Actor, CurrentActor } from '../common/actor';
import { failedSignInExample, meExample, personalTokenExample } from '../common/account-examples';
import { ApiRoute } from '../common/api-route';
import { MeService } from './me.service';
import { PersonalTokensService } from './personal-tokens.service';

@Controller('api/v1/me')
export class MeController {
  constructor(
    private readonly people: MeService,
    private readonly tokens: PersonalTokensService,
    private readonly audit: AuditService,
  ) {}

  @Get()
  @ApiRoute({ summary: 'Who is signed in', tag: 'Account', response: me, example: meExample })
  get(@CurrentActor() actor: Actor): Promise<Me> {
    return this.people.get(actor);
  }

  @Get('audit')
  @ApiRoute({
    summary: 'What happened to my account, failed sign-ins included, newest first',
    tag: 'Audit',
    response: auditPage,
    example: { items: [failedSignInExample] },
  })
  events(
    @CurrentActor() actor: Actor,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: AuditEvent[]; nextCursor?: string }> {
    return this.audit.listOfAccount(actor, query);
  }

  @Get('tokens')
  @ApiRoute({
    summary: 'My personal access tokens',
    tag: 'Account',
    response: page(personalToken),
    example: { items: [personalTokenExample] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: PersonalToken[]; nextCursor?: string }> {
    return this.tokens.list(actor, query);
  }

  @Post('tokens')
  @ApiRoute({
    summary: 'Create a personal access token; it is shown this once',
    tag: 'Account',
    status: 201,
    response: createdPersonalToken,
    example: { ...personalTokenExample, token: 'phub_…' },
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: createPersonalToken }) body: CreatePersonalToken,
  ): Promise<CreatedPersonalToken> {
    return this.tokens.create(actor, body);
  }

  @Delete('tokens/:id')
  @ApiRoute({ summary: 'Withdraw a personal access token', tag: 'Account', status: 204 })
  remove(@CurrentActor() actor: Actor, @Param('id') id: string): Promise<void> {
    return this.tokens.remove(actor, id);
  }
}
