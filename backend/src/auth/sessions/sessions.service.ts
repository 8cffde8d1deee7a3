import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { TokenResponse } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditService } from '../../audit/audit.service';
import type { Origin } from '../../common/actor';
import { hashSecret, newSecret } from '../../common/secret';
import { uuidV7 } from '../../common/uuid';
import { HubConfig } from '../../config/hub-config';
import { ACCESS_TOKEN_SECONDS, AccessTokenService } from '../access-token.service';
import { findSuccessor, judge, REFRESH_TOKEN_DAYS, type ShownToken, successorOf } from './refresh-tokens';

export interface SessionUser {
  id: string;
  name: string;
  email: string;
}

interface SessionRow extends SessionUser {
  sessionId: string;
  clientId: string;
  ended: boolean;
}

interface TokenRow {
  id: string;
  expired: boolean;
  rotatedSecondsAgo: number | null;
  successorHash: Buffer | null;
  successorUsed: boolean;
}

/** Signed-in applications. A session is a family of refresh tokens, of which only the newest may be used. */
@Injectable()
export class SessionsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly accessTokens: AccessTokenService,
    private readonly audit: AuditService,
    private readonly config: HubConfig,
  ) {}

  /** Starts a family in the caller's transaction. */
  async start(
    manager: EntityManager,
    user: SessionUser,
    clientId: string,
  ): Promise<{ sessionId: string; tokens: TokenResponse }> {
    const sessionId = uuidV7();
    const refreshToken = newSecret('phr_');
    await manager.query('INSERT INTO sessions (id, user_id, client_id) VALUES ($1, $2, $3)', [
      sessionId,
      user.id,
      clientId,
    ]);
    await insertToken(manager, { sessionId, parentId: null, token: refreshToken });
    return { sessionId, tokens: await this.#response(user, sessionId, refreshToken) };
  }

  /** The next pair of tokens, or undefined when `token` is not (or no longer) good for one. */
  async refresh(
    origin: Origin,
    token: string,
    clientId: string | undefined,
  ): Promise<TokenResponse | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const session = await lockSessionOf(manager, token);
      if (session === undefined || (clientId !== undefined && session.clientId !== clientId))
        return undefined;
      const row = await findToken(manager, token);
      const verdict = judge(shown(session, row));
      if (verdict === 'end-family') await this.#endFamily(manager, origin, session);
      if (verdict === 'refuse' || verdict === 'end-family') return undefined;
      const next =
        verdict === 'rotate'
          ? await this.#rotate(manager, session, { token, row })
          : this.#repeat(token, row);
      return next === undefined ? undefined : this.#response(session, session.sessionId, next);
    });
  }

  /** Ends the session that `token` (a refresh token) belongs to; unknown tokens are no error (RFC 7009 §2.2). */
  async revoke(origin: Origin, token: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const session = await lockSessionOf(manager, token);
      if (session === undefined || session.ended) return;
      await this.end(manager, session.sessionId, 'signed out');
      const actor = { ...origin, userId: session.id, name: session.name };
      await this.audit.record(manager, actor, {
        action: 'auth.session.ended',
        target: session.email,
        details: { client: session.clientId },
      });
    });
  }

  async end(manager: EntityManager, sessionId: string, reason: string): Promise<void> {
    await manager.query(
      `UPDATE sessions SET ended_at = now(), end_reason = $2, updated_at = now() WHERE id = $1 AND ended_at IS NULL`,
      [sessionId, reason],
    );
  }

  async #rotate(
    manager: EntityManager,
    session: SessionRow,
    { token, row }: { token: string; row: TokenRow },
  ): Promise<string> {
    const key = this.config.jwtKeys[0];
    if (key === undefined) throw new Error('no signing key');
    const next = successorOf(token, key);
    await manager.query('UPDATE refresh_tokens SET rotated_at = clock_timestamp() WHERE id = $1', [row.id]);
    await insertToken(manager, { sessionId: session.sessionId, parentId: row.id, token: next });
    return next;
  }

  #repeat(token: string, row: TokenRow): string | undefined {
    return row.successorHash === null
      ? undefined
      : findSuccessor(token, row.successorHash, this.config.jwtKeys);
  }

  async #endFamily(manager: EntityManager, origin: Origin, session: SessionRow): Promise<void> {
    await this.end(manager, session.sessionId, 'refresh token reused');
    const actor = { ...origin, userId: session.id, name: session.name };
    await this.audit.record(manager, actor, {
      action: 'auth.refresh-token.reused',
      target: session.email,
      details: { client: session.clientId, session: session.sessionId },
    });
  }

  async #response(user: SessionUser, sessionId: string, refreshToken: string): Promise<TokenResponse> {
    return {
      access_token: await this.accessTokens.issue(user, sessionId),
      token_type: 'Bearer',
      expires_in: ACCESS_TOKEN_SECONDS,
      refresh_token: refreshToken,
    };
  }
}

function shown(session: SessionRow, row: TokenRow): ShownToken {
  return {
    sessionEnded: session.ended,
    expired: row.expired,
    rotatedSecondsAgo: row.rotatedSecondsAgo ?? undefined,
    successorUsed: row.successorUsed,
  };
}

/** Locked first and alone, so that what is read next is what the window before us has left. */
async function lockSessionOf(manager: EntityManager, token: string): Promise<SessionRow | undefined> {
  const [row] = await manager.query<(SessionRow | undefined)[]>(
    `SELECT s.id AS "sessionId", s.client_id AS "clientId", s.ended_at IS NOT NULL AS ended, u.id, u.name, u.email
     FROM sessions s JOIN users u ON u.id = s.user_id AND u.deleted_at IS NULL
     WHERE s.id = (SELECT session_id FROM refresh_tokens WHERE token_hash = $1)
     FOR UPDATE OF s`,
    [hashSecret(token)],
  );
  return row;
}

async function findToken(manager: EntityManager, token: string): Promise<TokenRow> {
  const [row] = await manager.query<[TokenRow]>(
    `SELECT t.id, t.expires_at < now() AS expired, next.token_hash AS "successorHash",
       extract(epoch FROM clock_timestamp() - t.rotated_at)::float8 AS "rotatedSecondsAgo",
       next.rotated_at IS NOT NULL AS "successorUsed"
     FROM refresh_tokens t LEFT JOIN refresh_tokens next ON next.parent_id = t.id
     WHERE t.token_hash = $1`,
    [hashSecret(token)],
  );
  return row;
}

async function insertToken(
  manager: EntityManager,
  { sessionId, parentId, token }: { sessionId: string; parentId: string | null; token: string },
): Promise<void> {
  await manager.query(
    `INSERT INTO refresh_tokens (id, session_id, parent_id, token_hash, expires_at)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 day')`,
    [uuidV7(), sessionId, parentId, hashSecret(token), REFRESH_TOKEN_DAYS],
  );
}
