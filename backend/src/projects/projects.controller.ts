import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  createProject,
  page,
  type PageQuery,
  pageQuery,
  type Project,
  project as projectSchema,
  updateProject,
} from '@prompthub/protocol';
import type { z } from 'zod';
import { type Actor, CurrentActor } from '../common/actor';
import { projectExample } from '../common/account-examples';
import { ApiRoute } from '../common/api-route';
import { ProjectsService } from './projects.service';

const tag = 'Projects';

@Controller('api/v1')
export class ProjectsController {
  constructor(private readonly projects: ProjectsService) {}

  @Get('organizations/:organization/projects')
  @ApiRoute({
    summary: 'Projects of an organization',
    tag,
    response: page(projectSchema),
    example: { items: [projectExample] },
  })
  list(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<{ items: Project[]; nextCursor?: string }> {
    return this.projects.list(actor, organization, query);
  }

  @Post('organizations/:organization/projects')
  @ApiRoute({
    summary: 'Create a project',
    tag,
    status: 201,
    response: projectSchema,
    example: projectExample,
  })
  create(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Body({ schema: createProject }) body: z.infer<typeof createProject>,
  ): Promise<Project> {
    return this.projects.create(actor, organization, body);
  }

  @Get('projects/:organization/:project')
  @ApiRoute({ summary: 'One project', tag, response: projectSchema, example: projectExample })
  get(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('project') project: string,
  ): Promise<Project> {
    return this.projects.get(actor, organization, project);
  }

  @Patch('projects/:organization/:project')
  @ApiRoute({ summary: 'Change name and description', tag, response: projectSchema, example: projectExample })
  update(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('project') project: string,
    @Body({ schema: updateProject }) body: z.infer<typeof updateProject>,
  ): Promise<Project> {
    return this.projects.update(actor, { organization, project }, body);
  }

  @Delete('projects/:organization/:project')
  @ApiRoute({ summary: 'Delete a project', tag, status: 204 })
  remove(
    @CurrentActor() actor: Actor,
    @Param('organization') organization: string,
    @Param('project') project: string,
  ): Promise<void> {
    return this.projects.remove(actor, organization, project);
  }
}
