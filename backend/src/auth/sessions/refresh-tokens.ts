import { createHmac } from 'node:crypto';
import { hashSecret } from '../../common/secret';

/** How long after its rotation a refresh token may be shown once more: two windows at once, or a lost answer. */
export const REUSE_SECONDS = 10;
export const REFRESH_TOKEN_DAYS = 30;

/**
 * The token that follows `token`, derived instead of stored: showing the same token again gives the same successor,
 * and without the hub's key nobody can compute it.
 */
export function successorOf(token: string, key: Buffer): string {
  const mac = createHmac('sha256', key)
    .update('prompthub refresh successor\0')
    .update(token)
    .digest('base64url');
  return `phr_${mac}`;
}

/** The successor that was stored as `hash`, under whichever key made it. */
export function findSuccessor(token: string, hash: Buffer, keys: readonly Buffer[]): string | undefined {
  return keys.map((key) => successorOf(token, key)).find((candidate) => hashSecret(candidate).equals(hash));
}

/** What the database knows of a shown token, its session and its successor. Ages in seconds, by the database's clock. */
export interface ShownToken {
  sessionEnded: boolean;
  expired: boolean;
  /** Undefined: never rotated. */
  rotatedSecondsAgo: number | undefined;
  successorUsed: boolean;
}

/**
 * Rotating refresh tokens with reuse detection (RFC 9700 §4.14.2). Reuse soon after rotation, before the successor was
 * used, is a client that lost the answer; any other reuse is taken for theft and ends the whole family.
 */
export function judge(token: ShownToken): 'rotate' | 'repeat' | 'refuse' | 'end-family' {
  if (token.sessionEnded || token.expired) return 'refuse';
  if (token.rotatedSecondsAgo === undefined) return 'rotate';
  return token.successorUsed || token.rotatedSecondsAgo > REUSE_SECONDS ? 'end-family' : 'repeat';
}
