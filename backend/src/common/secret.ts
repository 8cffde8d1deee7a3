import { createHash, randomBytes } from 'node:crypto';

/** A random secret of 256 bits with a prefix that secret scanners and people recognise. */
export function newSecret(prefix: string): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What the database keeps of a secret with full entropy. Passwords get argon2id instead. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** First bytes of the key's SHA-256: tells keys apart and gives nothing away. */
export function keyId(key: Buffer): Buffer {
  return createHash('sha256').update('prompthub key id').update(key).digest().subarray(0, 4);
}
