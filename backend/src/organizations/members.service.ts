import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Member, OrganizationRole, PageQuery } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { isUuid } from '../common/uuid';
import { MembershipEntity } from './membership.entity';
import { checkMembershipChange } from './membership-rules';
import { OrganizationEntity } from './organization.entity';

interface MemberRow {
  id: string;
  userId: string;
  email: string;
  name: string;
  role: OrganizationRole;
  joinedAt: Date;
}

const SELECT_MEMBERS = `SELECT m.id, m.user_id AS "userId", u.email, u.name, m.role, m.created_at AS "joinedAt"
  FROM memberships m JOIN users u ON u.id = m.user_id AND u.deleted_at IS NULL
  WHERE m.organization_id = $1 AND m.deleted_at IS NULL`;

@Injectable()
export class MembersService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
  ) {}

  /** In the order in which they joined. */
  async list(
    actor: Actor,
    slug: string,
    query: PageQuery,
  ): Promise<{ items: Member[]; nextCursor?: string }> {
    const { organization } = await this.access.organization(actor, slug, 'members.read');
    const after = query.cursor === undefined ? null : decodeCursor(z.uuid(), query.cursor);
    const rows = await this.dataSource.query<MemberRow[]>(
      `${SELECT_MEMBERS} AND ($2::uuid IS NULL OR m.id > $2) ORDER BY m.id LIMIT $3`,
      [organization.id, after, query.limit + 1],
    );
    return toPage(rows, { limit: query.limit, item: toMember, key: (row) => row.id });
  }

  async setRole(
    actor: Actor,
    slug: string,
    change: { userId: string; role: OrganizationRole },
  ): Promise<Member> {
    const { organization, role: actorRole } = await this.access.organization(actor, slug, 'members.manage');
    return this.dataSource.transaction(async (manager) => {
      const { target, owners } = await lockMembers(manager, organization.id, change.userId);
      const own = target.userId === actor.userId;
      checkMembershipChange({ actorRole, own, from: target.role, to: change.role, owners });
      await manager.update(MembershipEntity, { id: target.id }, { role: change.role });
      await this.audit.record(manager, actor, {
        action: 'member.role-changed',
        target: target.email,
        organizationId: organization.id,
        details: { userId: target.userId, from: target.role, to: change.role },
      });
      return toMember({ ...target, role: change.role });
    });
  }

  /** Removes someone, or leaves when it is the actor. */
  async remove(actor: Actor, slug: string, userId: string): Promise<void> {
    const own = userId === actor.userId;
    const permission = own ? 'organization.leave' : 'members.manage';
    const { organization, role: actorRole } = await this.access.organization(actor, slug, permission);
    await this.dataSource.transaction(async (manager) => {
      const { target, owners } = await lockMembers(manager, organization.id, userId);
      checkMembershipChange({ actorRole, own, from: target.role, to: undefined, owners });
      await manager.softDelete(MembershipEntity, { id: target.id });
      await this.audit.record(manager, actor, {
        action: own ? 'member.left' : 'member.removed',
        target: target.email,
        organizationId: organization.id,
        details: { userId, role: target.role },
      });
    });
  }
}

/** Locks the organization, so that two changes at once cannot take away its last two owners. */
async function lockMembers(
  manager: EntityManager,
  organizationId: string,
  userId: string,
): Promise<{ target: MemberRow; owners: number }> {
  await manager.findOne(OrganizationEntity, {
    where: { id: organizationId },
    lock: { mode: 'pessimistic_write' },
  });
  const [target] = isUuid(userId)
    ? await manager.query<(MemberRow | undefined)[]>(`${SELECT_MEMBERS} AND m.user_id = $2`, [
        organizationId,
        userId,
      ])
    : [];
  if (target === undefined) throw new ProblemError(404, 'not-found', 'There is no such member.');
  const owners = await manager.countBy(MembershipEntity, { organizationId, role: 'owner' });
  return { target, owners };
}

function toMember(row: MemberRow): Member {
  return {
    userId: row.userId,
    email: row.email,
    name: row.name,
    role: row.role,
    joinedAt: row.joinedAt.toISOString(),
  };
}
