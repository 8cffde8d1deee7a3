import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { CreatedInvitation, createInvitation, Invitation, PageQuery } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import { AuditService } from '../audit/audit.service';
import { normalizeEmail } from '../auth/passwords/password-sign-in.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { hashSecret, newSecret } from '../common/secret';
import { isUuid, uuidV7 } from '../common/uuid';
import { HubConfig } from '../config/hub-config';
import { InvitationEntity } from './invitation.entity';

const VALID_MS = 7 * 24 * 60 * 60 * 1000;

/** Invitations as those who send them see them. Accepting one is `AcceptInvitationService`. */
@Injectable()
export class InvitationsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
    private readonly config: HubConfig,
  ) {}

  /** Newest first. */
  async list(
    actor: Actor,
    slug: string,
    query: PageQuery,
  ): Promise<{ items: Invitation[]; nextCursor?: string }> {
    const { organization } = await this.access.organization(actor, slug, 'invitations.read');
    const select = this.dataSource
      .createQueryBuilder(InvitationEntity, 'invitation')
      .where('invitation.organizationId = :organization', { organization: organization.id })
      .orderBy('invitation.id', 'DESC')
      .limit(query.limit + 1);
    if (query.cursor !== undefined)
      select.andWhere('invitation.id < :after', { after: decodeCursor(z.uuid(), query.cursor) });
    return toPage(await select.getMany(), { limit: query.limit, item: toInvitation, key: (row) => row.id });
  }

  /** The link is in the answer and nowhere else. Only owners invite owners. */
  async create(
    actor: Actor,
    slug: string,
    wanted: z.infer<typeof createInvitation>,
  ): Promise<CreatedInvitation> {
    const { organization, role } = await this.access.organization(actor, slug, 'members.manage');
    if (wanted.role === 'owner' && role !== 'owner')
      throw new ProblemError(403, 'forbidden', 'Only an owner can invite owners.');
    const token = newSecret('phi_');
    const row = await this.dataSource.transaction(async (manager) => {
      const saved = await manager.save(InvitationEntity, {
        id: uuidV7(),
        organizationId: organization.id,
        email: normalizeEmail(wanted.email),
        role: wanted.role,
        tokenHash: hashSecret(token),
        invitedBy: actor.userId,
        expiresAt: new Date(Date.now() + VALID_MS),
        acceptedAt: null,
      });
      await this.audit.record(manager, actor, {
        action: 'invitation.created',
        target: saved.email,
        organizationId: organization.id,
        details: { id: saved.id, role: saved.role },
      });
      return saved;
    });
    return { ...toInvitation(row), url: `${this.config.publicUrl}/invitation?token=${token}` };
  }

  async remove(actor: Actor, slug: string, id: string): Promise<void> {
    const { organization } = await this.access.organization(actor, slug, 'members.manage');
    await this.dataSource.transaction(async (manager) => {
      const row = isUuid(id)
        ? await manager.findOneBy(InvitationEntity, { id, organizationId: organization.id })
        : null;
      if (row === null) throw new ProblemError(404, 'not-found', 'There is no such invitation.');
      await manager.softDelete(InvitationEntity, { id });
      await this.audit.record(manager, actor, {
        action: 'invitation.withdrawn',
        target: row.email,
        organizationId: organization.id,
        details: { id },
      });
    });
  }
}

function toInvitation(row: InvitationEntity): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    ...(row.acceptedAt === null ? {} : { acceptedAt: row.acceptedAt.toISOString() }),
  };
}
