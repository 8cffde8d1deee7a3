import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type {
  createOrganization,
  Organization,
  OrganizationRole,
  PageQuery,
  updateOrganization,
} from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { uuidV7 } from '../common/uuid';
import { isUniqueViolation } from '../database/unique-violation';
import { ProviderKeysService } from '../provider-keys/provider-keys.service';
import { MembershipEntity } from './membership.entity';
import { OrganizationEntity } from './organization.entity';

interface OrganizationRow {
  id: string;
  slug: string;
  name: string;
  role: OrganizationRole;
  createdAt: Date;
}

@Injectable()
export class OrganizationsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly keys: ProviderKeysService,
  ) {}

  /** Those that the actor is a member of, by slug. */
  async list(actor: Actor, query: PageQuery): Promise<{ items: Organization[]; nextCursor?: string }> {
    await this.access.account(actor, 'read');
    const after = query.cursor === undefined ? '' : decodeCursor(z.string(), query.cursor);
    const rows = await this.dataSource.query<OrganizationRow[]>(
      `SELECT o.id, o.slug, o.name, m.role, o.created_at AS "createdAt"
       FROM memberships m JOIN organizations o ON o.id = m.organization_id AND o.deleted_at IS NULL
       WHERE m.user_id = $1 AND m.deleted_at IS NULL AND o.slug > $2 ORDER BY o.slug LIMIT $3`,
      [actor.userId, after, query.limit + 1],
    );
    return toPage(rows, { limit: query.limit, item: toOrganization, key: (row) => row.slug });
  }

  /** Whoever creates an organization owns it. */
  async create(actor: Actor, wanted: z.infer<typeof createOrganization>): Promise<Organization> {
    await this.access.account(actor, 'admin');
    try {
      return await this.dataSource.transaction(async (manager) => {
        const row = await manager.save(OrganizationEntity, { id: uuidV7(), ...wanted });
        await manager.insert(MembershipEntity, {
          id: uuidV7(),
          organizationId: row.id,
          userId: actor.userId,
          role: 'owner',
        });
        await this.audit.record(manager, actor, {
          action: 'organization.created',
          target: row.slug,
          organizationId: row.id,
        });
        return toOrganization({ ...row, role: 'owner' });
      });
    } catch (error) {
      if (!isUniqueViolation(error, 'organizations_slug')) throw error;
      throw new ProblemError(409, 'slug-taken', `The name "${wanted.slug}" is taken. Choose another.`);
    }
  }

  async get(actor: Actor, slug: string): Promise<Organization> {
    const { organization, role } = await this.access.organization(actor, slug, 'organization.read');
    return toOrganization({ ...organization, role });
  }

  async update(
    actor: Actor,
    slug: string,
    change: z.infer<typeof updateOrganization>,
  ): Promise<Organization> {
    const { organization, role } = await this.access.organization(actor, slug, 'organization.manage');
    await this.dataSource.transaction(async (manager) => {
      await manager.update(OrganizationEntity, { id: organization.id }, change);
      await this.audit.record(manager, actor, {
        action: 'organization.updated',
        target: slug,
        organizationId: organization.id,
        details: { ...change },
      });
    });
    return toOrganization({ ...organization, ...change, role });
  }

  /** Its projects go out of sight with it. Nothing is destroyed but its provider keys. */
  async remove(actor: Actor, slug: string): Promise<void> {
    const { organization } = await this.access.organization(actor, slug, 'organization.delete');
    await this.dataSource.transaction(async (manager) => {
      await manager.softDelete(OrganizationEntity, { id: organization.id });
      await this.keys.removeAll(manager, actor, { organizationId: organization.id, projectId: undefined });
      await this.audit.record(manager, actor, {
        action: 'organization.deleted',
        target: slug,
        organizationId: organization.id,
      });
    });
  }
}

function toOrganization(row: OrganizationRow): Organization {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
  };
}
