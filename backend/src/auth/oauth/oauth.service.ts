import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { TokenResponse } from '@prompthub/protocol';
import type { DataSource, EntityManager } from 'typeorm';
import { AuditService } from '../../audit/audit.service';
import type { Origin } from '../../common/actor';
import { hashSecret, newSecret } from '../../common/secret';
import { uuidV7 } from '../../common/uuid';
import type { BrowserSession } from '../sessions/browser-sessions.service';
import { SessionsService, type SessionUser } from '../sessions/sessions.service';
import type { AuthorizationRequest } from './authorization-request';
import { OAuthError } from './oauth-error';

const CODE_SECONDS = 60;

export interface CodeExchange {
  code: string;
  codeVerifier: string;
  clientId: string;
  redirectUri: string;
}

interface CodeRow extends SessionUser {
  codeId: string;
  clientId: string;
  redirectUri: string;
  codeChallenge: string;
  expired: boolean;
  used: boolean;
  sessionId: string | null;
}

/** OAuth 2 authorization codes with PKCE (RFC 6749, RFC 7636) for native apps. */
@Injectable()
export class OAuthService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly sessions: SessionsService,
    private readonly audit: AuditService,
  ) {}

  /** The signed-in person said yes. @returns the code, good once and for a minute. */
  async authorize(browser: BrowserSession, request: AuthorizationRequest): Promise<string> {
    const code = newSecret('phc_');
    await this.dataSource.query(
      `INSERT INTO authorization_codes (id, user_id, client_id, redirect_uri, code_challenge, code_hash, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 second')`,
      [
        uuidV7(),
        browser.userId,
        request.clientId,
        request.redirectUri,
        request.codeChallenge,
        hashSecret(code),
        CODE_SECONDS,
      ],
    );
    return code;
  }

  /** @throws OAuthError `invalid_grant`; a code shown twice also ends the session that its first use made. */
  async exchange(origin: Origin, given: CodeExchange): Promise<TokenResponse> {
    const tokens = await this.dataSource.transaction(async (manager) => {
      const row = await lockCode(manager, given.code);
      if (row?.used === true) await this.#endSessionOf(manager, origin, row);
      if (row === undefined || row.used || row.expired || !fits(row, given)) return undefined;
      const { sessionId, tokens: issued } = await this.sessions.start(manager, row, row.clientId);
      await manager.query('UPDATE authorization_codes SET used_at = now(), session_id = $2 WHERE id = $1', [
        row.codeId,
        sessionId,
      ]);
      const actor = { ...origin, userId: row.id, name: row.name };
      await this.audit.record(manager, actor, {
        action: 'auth.session.started',
        target: row.email,
        details: { client: row.clientId, session: sessionId },
      });
      return issued;
    });
    if (tokens === undefined)
      throw new OAuthError(
        'invalid_grant',
        'The code is not valid, was used before, or is too old. Sign in again.',
      );
    return tokens;
  }

  async #endSessionOf(manager: EntityManager, origin: Origin, row: CodeRow): Promise<void> {
    if (row.sessionId === null) return;
    await this.sessions.end(manager, row.sessionId, 'authorization code reused');
    const actor = { ...origin, userId: row.id, name: row.name };
    await this.audit.record(manager, actor, {
      action: 'auth.authorization-code.reused',
      target: row.email,
      details: { client: row.clientId, session: row.sessionId },
    });
  }
}

function fits(row: CodeRow, given: CodeExchange): boolean {
  const challenge = createHash('sha256').update(given.codeVerifier).digest('base64url');
  return (
    row.clientId === given.clientId &&
    row.redirectUri === given.redirectUri &&
    challenge.length === row.codeChallenge.length &&
    timingSafeEqual(Buffer.from(challenge), Buffer.from(row.codeChallenge))
  );
}

async function lockCode(manager: EntityManager, code: string): Promise<CodeRow | undefined> {
  const [row] = await manager.query<(CodeRow | undefined)[]>(
    `SELECT c.id AS "codeId", c.client_id AS "clientId", c.redirect_uri AS "redirectUri",
       c.code_challenge AS "codeChallenge", c.expires_at < now() AS expired, c.used_at IS NOT NULL AS used,
       c.session_id AS "sessionId", u.id, u.name, u.email
     FROM authorization_codes c JOIN users u ON u.id = c.user_id AND u.deleted_at IS NULL
     WHERE c.code_hash = $1 FOR UPDATE OF c`,
    [hashSecret(code)],
  );
  return row;
}
