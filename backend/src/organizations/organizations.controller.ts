import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  createOrganization,
  type Organization,
  organization as organizationSchema,
  page,
  type PageQuery,
  pageQuery,
  updateOrganization,
} from '@prompthub/protocol';
import type { z } from 'zod';
import { type Actor, CurrentActor } from '../common/actor';
import { organizationExample } from '../common/account-examples';
import { ApiRoute } from '../common/api-route';
import { OrganizationsService } from './organizations.service';

const tag = 'Organizations';

@Controller('api/v1/organizations')
export class OrganizationsController {
  constructor(private readonly organizations: OrganizationsService) {}

  @Get()
  @ApiRoute({
    summary: 'My organizations',
    tag,
    response: page(organizationSchema),
    example: { items: [organizationExample] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: Organization[]; nextCursor?: string }> {
    return this.organizations.list(actor, query);
  }

  @Post()
  @ApiRoute({
    summary: 'Create an organization, and own it',
    tag,
    status: 201,
    response: organizationSchema,
    example: organizationExample,
  })
  create(
    @CurrentActor() actor: Actor,
    @Body({ schema: createOrganization }) body: z.infer<typeof createOrganization>,
  ): Promise<Organization> {
    return this.organizations.create(actor, body);
  }

  @Get(':organization')
  @ApiRoute({ summary: 'One organization', tag, response: organizationSchema, example: organizationExample })
  get(@CurrentActor() actor: Actor, @Param('organization') organization: string): Promise<Organization> {
    return this.organizations.get(actor, organization);
  }

  @Patch(':organization')
  @ApiRoute({
    summary: 'Rename an organization',
    tag,
    response: organizationSchema,
    example: organizationExample,
  })
  update(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Body({ schema: updateOrganization }) body: z.infer<typeof updateOrganization>,
  ): Promise<Organization> {
    return this.organizations.update(actor, organization, body);
  }

  @Delete(':organization')
  @ApiRoute({ summary: 'Delete an organization', tag, status: 204 })
  remove(@CurrentActor() actor: Actor, @Param('organization') organization: string): Promise<void> {
    return this.organizations.remove(actor, organization);
  }
}
