import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type {
  CreatedPersonalToken,
  CreatePersonalToken,
  PageQuery,
  PersonalToken,
} from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { AccessService } from '../access/access.service';
import { scopesAllow } from '../access/permissions';
import { AuditService } from '../audit/audit.service';
import type { Actor } from '../common/actor';
import { decodeCursor, toPage } from '../common/cursor';
import { ProblemError } from '../common/problem';
import { hashSecret, newSecret } from '../common/secret';
import { isUuid, uuidV7 } from '../common/uuid';
import { PersonalTokenEntity } from './personal-token.entity';
import { TOKEN_PREFIX } from './token-authenticator';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Personal access tokens of the signed-in person: stored as hashes, scoped, expiring. */
@Injectable()
export class PersonalTokensService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly access: AccessService,
    private readonly audit: AuditService,
  ) {}

  /** Newest first. */
  async list(actor: Actor, query: PageQuery): Promise<{ items: PersonalToken[]; nextCursor?: string }> {
    await this.access.account(actor, 'read');
    const select = this.dataSource
      .createQueryBuilder(PersonalTokenEntity, 'token')
      .where('token.userId = :user', { user: actor.userId })
      .orderBy('token.id', 'DESC')
      .limit(query.limit + 1);
    if (query.cursor !== undefined)
      select.andWhere('token.id < :after', { after: decodeCursor(z.uuid(), query.cursor) });
    return toPage(await select.getMany(), {
      limit: query.limit,
      item: toPersonalToken,
      key: (row) => row.id,
    });
  }

  /** A token cannot make a stronger one than itself. */
  async create(actor: Actor, wanted: CreatePersonalToken): Promise<CreatedPersonalToken> {
    await this.access.account(actor, 'admin');
    const missing = wanted.scopes.find((scope) => !scopesAllow(actor.scopes, scope));
    if (missing !== undefined)
      throw new ProblemError(403, 'insufficient-scope', `This token lacks the scope "${missing}".`);
    const token = newSecret(TOKEN_PREFIX);
    return this.dataSource.transaction(async (manager) => {
      const row = await manager.save(PersonalTokenEntity, {
        id: uuidV7(),
        userId: actor.userId,
        name: wanted.name,
        scopes: [...new Set(wanted.scopes)],
        tokenHash: hashSecret(token),
        expiresAt: new Date(Date.now() + wanted.expiresInDays * DAY_MS),
        lastUsedAt: null,
      });
      await this.audit.record(manager, actor, {
        action: 'auth.personal-token.created',
        target: wanted.name,
        details: { id: row.id, scopes: row.scopes, expiresAt: row.expiresAt.toISOString() },
      });
      return { ...toPersonalToken(row), token };
    });
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.access.account(actor, 'admin');
    await this.dataSource.transaction(async (manager) => {
      const row = isUuid(id)
        ? await manager.findOneBy(PersonalTokenEntity, { id, userId: actor.userId })
        : null;
      if (row === null) throw new ProblemError(404, 'not-found', 'You have no such token.');
      await manager.softDelete(PersonalTokenEntity, { id });
      await this.audit.record(manager, actor, {
        action: 'auth.personal-token.deleted',
        target: row.name,
        details: { id },
      });
    });
  }
}

function toPersonalToken(row: PersonalTokenEntity): PersonalToken {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    ...(row.lastUsedAt === null ? {} : { lastUsedAt: row.lastUsedAt.toISOString() }),
  };
}
