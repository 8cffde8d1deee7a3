import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** A random secret of 256 bits with a prefix that secret scanners and people recognise. */
export function newSecret(prefix: string): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What the database keeps of a secret with full entropy. Passwords get argon2id instead. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret, 'utf8').digest();
}

/** AES-256-GCM; the result is `key id (4) | nonce (12) | tag (16) | ciphertext`. `context` is authenticated, not stored. */
export function seal(keys: readonly Buffer[], plaintext: string, context: string): Buffer {
  const key = keys[0];
  if (key === undefined) throw new Error('no encryption key');
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
  return Buffer.concat([keyId(key), nonce, cipher.getAuthTag(), body]);
}

/** Opens what `seal` made with any of `keys` (the first is the current one, the others are being rotated out). */
export function open(keys: readonly Buffer[], sealed: Buffer, context: string): string {
  const key = keys.find((candidate) => keyId(candidate).equals(sealed.subarray(0, 4)));
  if (key === undefined) throw new Error('sealed with a key that this hub does not have');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(4, 16))
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(16, 32));
  return Buffer.concat([decipher.update(sealed.subarray(32)), decipher.final()]).toString('utf8');
}

/** First bytes of the key's SHA-256: tells keys apart and gives nothing away. */
export function keyId(key: Buffer): Buffer {
  return createHash('sha256').update('prompthub key id').update(key).digest().subarray(0, 4);
}
