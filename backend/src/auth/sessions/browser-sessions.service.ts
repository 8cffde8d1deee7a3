import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AuditService } from '../../audit/audit.service';
import type { Origin } from '../../common/actor';
import { hashSecret, newSecret } from '../../common/secret';
import { uuidV7 } from '../../common/uuid';

export const BROWSER_SESSION_DAYS = 14;

export interface BrowserSession {
  id: string;
  userId: string;
  name: string;
  email: string;
}

/** Signed-in browsers, for the hub's own pages only: the API takes bearer tokens and never this cookie. */
@Injectable()
export class BrowserSessionsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly audit: AuditService,
  ) {}

  /** @returns the value of the cookie. */
  async start(userId: string): Promise<string> {
    const secret = newSecret('phs_');
    await this.dataSource.query(
      `INSERT INTO browser_sessions (id, user_id, token_hash, expires_at)
       VALUES ($1, $2, $3, now() + $4 * interval '1 day')`,
      [uuidV7(), userId, hashSecret(secret), BROWSER_SESSION_DAYS],
    );
    return secret;
  }

  async find(cookie: string | undefined): Promise<BrowserSession | undefined> {
    if (cookie === undefined) return undefined;
    const [row] = await this.dataSource.query<(BrowserSession | undefined)[]>(
      `SELECT b.id, b.user_id AS "userId", u.name, u.email
       FROM browser_sessions b JOIN users u ON u.id = b.user_id AND u.deleted_at IS NULL
       WHERE b.token_hash = $1 AND b.deleted_at IS NULL AND b.expires_at > now()`,
      [hashSecret(cookie)],
    );
    return row;
  }

  async end(origin: Origin, session: BrowserSession): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        'UPDATE browser_sessions SET deleted_at = now(), updated_at = now() WHERE id = $1',
        [session.id],
      );
      const actor = { ...origin, userId: session.userId, name: session.name };
      await this.audit.record(manager, actor, {
        action: 'auth.session.ended',
        target: session.email,
        details: { client: 'browser' },
      });
    });
  }
}
