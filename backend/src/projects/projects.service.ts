import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { createProject, PageQuery, Project, updateProject } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { type AccessedProject, AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { uuidV7 } from '../common/uuid';
import { isUniqueViolation } from '../database/unique-violation';
import { ProviderKeysService } from '../provider-keys/provider-keys.service';
import { ProjectEntity } from './project.entity';

@Injectable()
export class ProjectsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly keys: ProviderKeysService,
  ) {}

  /** By slug. */
  async list(
    actor: Actor,
    organizationSlug: string,
    query: PageQuery,
  ): Promise<{ items: Project[]; nextCursor?: string }> {
    const { organization } = await this.access.organization(actor, organizationSlug, 'project.read');
    const select = this.dataSource
      .createQueryBuilder(ProjectEntity, 'project')
      .where('project.organizationId = :organization', { organization: organization.id })
      .orderBy('project.slug')
      .limit(query.limit + 1);
    if (query.cursor !== undefined)
      select.andWhere('project.slug > :after', { after: decodeCursor(z.string(), query.cursor) });
    return toPage(await select.getMany(), {
      limit: query.limit,
      item: (row) => toProject(organizationSlug, row),
      key: (row) => row.slug,
    });
  }

  /** All that the actor may read in an organization, by slug. */
  async readable(
    actor: Actor,
    organizationSlug: string,
  ): Promise<Pick<AccessedProject, 'id' | 'slug' | 'defaultBranch'>[]> {
    const { organization } = await this.access.organization(actor, organizationSlug, 'project.read');
    return this.dataSource.manager.find(ProjectEntity, {
      select: { id: true, slug: true, defaultBranch: true },
      where: { organizationId: organization.id },
      order: { slug: 'ASC' },
    });
  }

  async create(
    actor: Actor,
    organizationSlug: string,
    wanted: z.infer<typeof createProject>,
  ): Promise<Project> {
    const { organization } = await this.access.organization(actor, organizationSlug, 'projects.create');
    try {
      return await this.dataSource.transaction(async (manager) => {
        const row = await manager.save(ProjectEntity, {
          id: uuidV7(),
          organizationId: organization.id,
          defaultBranch: 'main',
          ...wanted,
        });
        await this.audit.record(manager, actor, {
          action: 'project.created',
          target: `${organizationSlug}/${row.slug}`,
          organizationId: organization.id,
          projectId: row.id,
        });
        return toProject(organizationSlug, row);
      });
    } catch (error) {
      if (!isUniqueViolation(error, 'projects_slug')) throw error;
      throw new ProblemError(
        409,
        'slug-taken',
        `There is a project "${wanted.slug}" already. Choose another name.`,
      );
    }
  }

  async get(actor: Actor, organizationSlug: string, slug: string): Promise<Project> {
    const { project } = await this.access.project(actor, organizationSlug, slug, 'project.read');
    return toProject(organizationSlug, project);
  }

  async update(
    actor: Actor,
    place: { organization: string; project: string },
    change: z.infer<typeof updateProject>,
  ): Promise<Project> {
    const { project, organization } = await this.access.project(
      actor,
      place.organization,
      place.project,
      'project.manage',
    );
    return this.dataSource.transaction(async (manager) => {
      await manager.update(ProjectEntity, { id: project.id }, { ...change, updatedAt: new Date() });
      await this.audit.record(manager, actor, {
        action: 'project.updated',
        target: `${place.organization}/${place.project}`,
        organizationId: organization.id,
        projectId: project.id,
        details: { ...change },
      });
      const row = await manager.findOneByOrFail(ProjectEntity, { id: project.id });
      return toProject(place.organization, row);
    });
  }

  /** Out of sight; its history stays stored, its provider keys do not. */
  async remove(actor: Actor, organizationSlug: string, slug: string): Promise<void> {
    const { project, organization } = await this.access.project(
      actor,
      organizationSlug,
      slug,
      'project.manage',
    );
    await this.dataSource.transaction(async (manager) => {
      await manager.softDelete(ProjectEntity, { id: project.id });
      await this.keys.removeAll(manager, actor, { organizationId: organization.id, projectId: project.id });
      await this.audit.record(manager, actor, {
        action: 'project.deleted',
        target: `${organizationSlug}/${slug}`,
        organizationId: organization.id,
        projectId: project.id,
      });
    });
  }
}

function toProject(organization: string, row: ProjectEntity | AccessedProject): Project {
  return {
    id: row.id,
    organization,
    slug: row.slug,
    name: row.name,
    description: row.description,
    defaultBranch: row.defaultBranch,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
