import { Injectable } from '@nestjs/common';
import { SignJWT } from 'jose';
import { keyId } from '../common/secret';
import { HubConfig } from '../config/hub-config';
import type { UserEntity } from './user.entity';

export const ACCESS_TOKEN_SECONDS = 15 * 60;
export const AUDIENCE = 'prompthub';

/** Issues access tokens: JWTs of 15 minutes, signed with the first key; `kid` names it, so that keys can rotate. */
@Injectable()
export class AccessTokenService {
  constructor(private readonly config: HubConfig) {}

  async issue(user: Pick<UserEntity, 'id' | 'name' | 'email'>, sessionId: string): Promise<string> {
    const key = this.config.jwtKeys[0];
    if (key === undefined) throw new Error('no signing key');
    return new SignJWT({ name: user.name, email: user.email, sid: sessionId })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: keyId(key).toString('hex') })
      .setSubject(user.id)
      .setIssuer(this.config.publicUrl)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_TOKEN_SECONDS}s`)
      .sign(key);
  }
}
