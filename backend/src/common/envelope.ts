import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { keyId } from './secret';

/** A secret at rest: sealed with a data key of its own, which is sealed with one of the hub's encryption keys. */
export interface Envelope {
  /** `nonce (12) | tag (16) | ciphertext`; where there is no data key, `encryption key id (4)` stands before it. */
  readonly sealed: Buffer;
  /** `encryption key id (4) | nonce (12) | tag (16) | ciphertext (32)`; null in rows from before there were data keys. */
  readonly dataKey: Buffer | null;
}

/** Sealed with an encryption key that this hub was not given. */
export class UnknownEncryptionKeyError extends Error {
  constructor(
    /** Of the missing key, in hexadecimal. */
    readonly keyId: string,
  ) {
    super(`sealed with the encryption key ${keyId}, which this hub does not have`);
  }
}

/** AES-256-GCM twice. The first of `keys` is used; `context` is authenticated, not stored. */
export function seal(keys: readonly Buffer[], plaintext: string, context: string): Envelope {
  const dataKey = randomBytes(32);
  const sealed = encrypt(dataKey, Buffer.from(plaintext), context);
  return { sealed, dataKey: wrap(keys, dataKey, context) };
}

/**
 * Opens what `seal` made with any of `keys`.
 * @throws UnknownEncryptionKeyError, or any Error when the envelope or its context is not what was sealed.
 */
export function open(keys: readonly Buffer[], { sealed, dataKey }: Envelope, context: string): string {
  const plaintext =
    dataKey === null
      ? unwrap(keys, sealed, context)
      : decrypt(unwrap(keys, dataKey, context), sealed, context);
  return plaintext.toString('utf8');
}

/** The same secret, under the first of `keys`. @throws like `open`. */
export function rewrap(keys: readonly Buffer[], envelope: Envelope, context: string): Envelope {
  const { sealed, dataKey } = envelope;
  if (dataKey === null) return seal(keys, open(keys, envelope, context), context);
  return { sealed, dataKey: wrap(keys, unwrap(keys, dataKey, context), context) };
}

/** Sealed with the first of `keys` itself: `encryption key id (4) | nonce (12) | tag (16) | ciphertext`. */
export function wrap([current]: readonly Buffer[], plaintext: Buffer, context: string): Buffer {
  if (current === undefined) throw new Error('no encryption key');
  return Buffer.concat([keyId(current), encrypt(current, plaintext, context)]);
}

/** Opens what `wrap` made with any of `keys`. @throws like `open`. */
export function unwrap(keys: readonly Buffer[], wrapped: Buffer, context: string): Buffer {
  const id = wrapped.subarray(0, 4);
  const key = keys.find((candidate) => keyId(candidate).equals(id));
  if (key === undefined) throw new UnknownEncryptionKeyError(id.toString('hex'));
  return decrypt(key, wrapped.subarray(4), context);
}

function encrypt(key: Buffer, plaintext: Buffer, context: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

function decrypt(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    .setAAD(Buffer.from(context))
    .setAuthTag(sealed.subarray(12, 28));
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
}
