import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { AuditEvent, PageQuery } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import type { Actor, Origin } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { uuidV7 } from '../common/uuid';
import { AuditEventEntity } from './audit-event.entity';

/** Who did it: an actor, or, before sign-in, whatever is known of the caller. */
export type AuditedActor = Actor | (Origin & { userId?: string; name: string });

export interface AuditEntry {
  /** Dotted, past tense: `registry.commit.created`. */
  action: string;
  /** What it was done to, for people: a slug, a path, an e-mail address. */
  target: string;
  organizationId?: string;
  projectId?: string;
  /** Never a secret. */
  details?: Record<string, unknown>;
}

/** What is done to an account by nobody who is signed in: the target is its e-mail address. */
export const SIGN_IN_FAILED = 'auth.sign-in.failed';
export const LINK_CREATED = 'auth.sign-in-link.created';

const cursorKey = z.tuple([z.iso.datetime(), z.uuid()]);

@Injectable()
export class AuditService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
  ) {}

  /** Writes the event in the caller's transaction, so that a change and its event stand or fall together. */
  async record(manager: EntityManager, actor: AuditedActor, entry: AuditEntry): Promise<void> {
    const event: AuditEventEntity = {
      id: uuidV7(),
      at: new Date(),
      action: entry.action,
      actorUserId: actor.userId ?? null,
      actorName: actor.name,
      target: entry.target,
      organizationId: entry.organizationId ?? null,
      projectId: entry.projectId ?? null,
      details: entry.details ?? {},
      requestId: actor.requestId,
      ip: actor.ip,
    };
    await manager.insert(AuditEventEntity, event as QueryDeepPartialEntity<AuditEventEntity>);
  }

  /** What happened in an organization, newest first. */
  async list(
    actor: Actor,
    organizationSlug: string,
    query: PageQuery,
  ): Promise<{ items: AuditEvent[]; nextCursor?: string }> {
    const { organization } = await this.access.organization(actor, organizationSlug, 'audit.read');
    return this.#page(query, 'event.organizationId = :owner', { owner: organization.id });
  }

  /** What happened to the actor's account, newest first: also sign-ins for its address that failed, whoever tried. */
  async listOfAccount(actor: Actor, query: PageQuery): Promise<{ items: AuditEvent[]; nextCursor?: string }> {
    await this.access.account(actor, 'admin');
    return this.#page(
      query,
      `event.organizationId IS NULL AND
       (event.actorUserId = :owner OR (event.action IN (:...others) AND event.target = lower(:email)))`,
      { owner: actor.userId, email: actor.email, others: [SIGN_IN_FAILED, LINK_CREATED] },
    );
  }

  async #page(
    query: PageQuery,
    where: string,
    parameters: Record<string, string | string[]>,
  ): Promise<{ items: AuditEvent[]; nextCursor?: string }> {
    const select = this.dataSource.manager
      .createQueryBuilder(AuditEventEntity, 'event')
      .where(where, parameters)
      .orderBy('event.at', 'DESC')
      .addOrderBy('event.id', 'DESC')
      .limit(query.limit + 1);
    if (query.cursor !== undefined) {
      const [at, id] = decodeCursor(cursorKey, query.cursor);
      select.andWhere('(event.at, event.id) < (:at, :id)', { at, id });
    }
    return toPage(await select.getMany(), {
      limit: query.limit,
      item: toAuditEvent,
      key: (row) => [row.at.toISOString(), row.id],
    });
  }
}

function toAuditEvent(row: AuditEventEntity): AuditEvent {
  return {
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    actor: { ...(row.actorUserId === null ? {} : { id: row.actorUserId }), name: row.actorName },
    target: row.target,
    details: row.details,
    ...(row.requestId === null ? {} : { requestId: row.requestId }),
    ...(row.ip === null ? {} : { ip: row.ip }),
  };
}
