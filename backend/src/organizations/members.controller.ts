import { Body, Controller, Delete, Get, Param, Patch, Query } from '@nestjs/common';
import {
  type Member,
  member,
  memberPage,
  type PageQuery,
  pageQuery,
  updateMember,
} from '@prompthub/protocol';
import type { z } from 'zod';
import { type Actor, CurrentActor } from '../common/actor';
import { memberExample } from '../common/account-examples';
import { ApiRoute } from '../common/api-route';
import { MembersService } from './members.service';

const tag = 'Members';

@Controller('api/v1/organizations/:organization/members')
export class MembersController {
  constructor(private readonly members: MembersService) {}

  @Get()
  @ApiRoute({
    summary: 'Members of an organization',
    tag,
    response: memberPage,
    example: { items: [memberExample] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: Member[]; nextCursor?: string }> {
    return this.members.list(actor, organization, query);
  }

  @Patch(':userId')
  @ApiRoute({ summary: 'Change what a member may do', tag, response: member, example: memberExample })
  setRole(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('userId') userId: string,
    @Body({ schema: updateMember }) body: z.infer<typeof updateMember>,
  ): Promise<Member> {
    return this.members.setRole(actor, organization, { userId, role: body.role });
  }

  @Delete(':userId')
  @ApiRoute({ summary: 'Remove a member, or leave', tag, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('userId') userId: string,
  ): Promise<void> {
    return this.members.remove(actor, organization, userId);
  }
}
