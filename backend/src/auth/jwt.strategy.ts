import { createSecretKey } from 'node:crypto';
import { ExtractJwt, Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import { z } from 'zod';
import { ALL_SCOPES, type AuthenticatedRequest } from '../common/actor';
import { keyId } from '../common/secret';
import type { HubConfig } from '../config/hub-config';
import { AUDIENCE } from './access-token.service';

/** `exp` in seconds since 1970 (RFC 7519 §4.1.4). */
const claims = z.object({
  sub: z.uuid(),
  name: z.string(),
  email: z.string(),
  sid: z.uuid(),
  exp: z.number(),
});
const header = z.object({ kid: z.string() });

/** Reads our access tokens with Passport. One instance per hub: Passport's own registry would be shared by all. */
export function jwtStrategy(config: HubConfig): Strategy {
  // jsonwebtoken takes a ready KeyObject, though passport-jwt's types do not say so; of a Buffer it would first try to
  // make a public key, and fail, at each request.
  const keys = new Map(
    config.jwtKeys.map((key) => [keyId(key).toString('hex'), createSecretKey(key) as unknown as Buffer]),
  );
  const options: StrategyOptionsWithoutRequest = {
    jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
    algorithms: ['HS256'],
    issuer: config.publicUrl,
    audience: AUDIENCE,
    secretOrKeyProvider: (_request, token: string, done) => {
      const key = keys.get(keyIdOf(token) ?? '');
      done(key === undefined ? new Error('unknown key') : null, key);
    },
  };
  return new Strategy(options, (payload: unknown, done) => {
    const parsed = claims.safeParse(payload);
    done(null, parsed.success ? userOf(parsed.data) : false);
  });
}

function userOf({ sub, name, email, sid, exp }: z.infer<typeof claims>): AuthenticatedRequest['user'] {
  const expiresAt = exp * 1000;
  return { userId: sub, name, email, via: 'session', sessionId: sid, scopes: ALL_SCOPES, expiresAt };
}

function keyIdOf(token: string): string | undefined {
  try {
    const first = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString('utf8');
    return header.parse(JSON.parse(first)).kid;
  } catch {
    return undefined;
  }
}
