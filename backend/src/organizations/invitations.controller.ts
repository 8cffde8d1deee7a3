import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import {
  acceptInvitation,
  type CreatedInvitation,
  createdInvitation,
  createInvitation,
  type Invitation,
  invitation,
  page,
  type PageQuery,
  pageQuery,
  type TokenResponse,
  tokenResponse,
} from '@prompthub/protocol';
import type { z } from 'zod';
import { type Actor, CurrentActor, CurrentOrigin, type Origin, Public } from '../common/actor';
import { invitationExample, tokenExample } from '../common/account-examples';
import { ApiRoute } from '../common/api-route';
import { AcceptInvitationService } from './accept-invitation.service';
import { InvitationsService } from './invitations.service';

const tag = 'Members';

@Controller('api/v1')
export class InvitationsController {
  constructor(
    private readonly invitations: InvitationsService,
    private readonly accepting: AcceptInvitationService,
  ) {}

  @Get('organizations/:organization/invitations')
  @ApiRoute({
    summary: 'Invitations of an organization',
    tag,
    response: page(invitation),
    example: { items: [invitationExample] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: Invitation[]; nextCursor?: string }> {
    return this.invitations.list(actor, organization, query);
  }

  @Post('organizations/:organization/invitations')
  @ApiRoute({
    summary: 'Invite someone; the link is shown this once',
    tag,
    status: 201,
    response: createdInvitation,
    example: { ...invitationExample, url: 'https://hub.example.com/invitation?token=phi_…' },
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Body({ schema: createInvitation }) body: z.infer<typeof createInvitation>,
  ): Promise<CreatedInvitation> {
    return this.invitations.create(actor, organization, body);
  }

  @Delete('organizations/:organization/invitations/:id')
  @ApiRoute({ summary: 'Withdraw an invitation', tag, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('id') id: string,
  ): Promise<void> {
    return this.invitations.remove(actor, organization, id);
  }

  @Post('invitations/accept')
  @Public()
  @ApiRoute({
    summary: 'Accept an invitation',
    tag,
    response: tokenResponse,
    example: tokenExample,
    anonymous: true,
  })
  accept(
    @CurrentOrigin() origin: Origin,
    @Body({ schema: acceptInvitation }) body: z.infer<typeof acceptInvitation>,
  ): Promise<TokenResponse> {
    const { token, name, password } = body;
    return this.accepting.acceptForTokens(origin, token, { name, password });
  }
}
