import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { TokenScope } from '@prompthub/protocol';
import type { DataSource } from 'typeorm';
import type { AuthenticatedRequest } from '../common/actor';
import { hashSecret } from '../common/secret';
import { prepared } from '../database/prepared';

export const TOKEN_PREFIX = 'phub_';

interface TokenRow {
  id: string;
  user_id: string;
  name: string;
  email: string;
  scopes: TokenScope[];
  expires_at: Date;
  stale: boolean;
}

const FIND_TOKEN = {
  name: 'auth.personal-token',
  text: `SELECT t.id, t.user_id, u.name, u.email, t.scopes, t.expires_at,
      (t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute') AS stale
    FROM personal_tokens t JOIN users u ON u.id = t.user_id AND u.deleted_at IS NULL
    WHERE t.token_hash = $1 AND t.deleted_at IS NULL AND t.expires_at > now()`,
};

/** Finds the user of a personal access token (`phub_…`) by the token's hash. */
@Injectable()
export class TokenAuthenticator {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async authenticate(token: string): Promise<AuthenticatedRequest['user']> {
    const [row] = await prepared<TokenRow>(this.dataSource, FIND_TOKEN, [hashSecret(token)]);
    if (row === undefined) return undefined;
    // To the minute is enough for people, and spares a write on every request.
    if (row.stale)
      await this.dataSource.query('UPDATE personal_tokens SET last_used_at = now() WHERE id = $1', [row.id]);
    return {
      userId: row.user_id,
      name: row.name,
      email: row.email,
      via: 'token',
      tokenId: row.id,
      scopes: row.scopes,
      expiresAt: row.expires_at.getTime(),
    };
  }
}
