import { createHash, randomBytes } from 'node:crypto';

/** Proof key for code exchange, RFC 7636, method S256. */
export interface Pkce {
  /** 43 characters of base64url: stays here until the code is exchanged. */
  readonly verifier: string;
  /** base64url(SHA-256(verifier)): goes with the authorization request. */
  readonly challenge: string;
}

export function createPkce(random: (bytes: number) => Buffer = randomBytes): Pkce {
  const verifier = random(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier, 'ascii').digest('base64url') };
}

/** Ties an answer to its request (RFC 6749 §10.12). 128 bits. */
export function createState(random: (bytes: number) => Buffer = randomBytes): string {
  return random(16).toString('base64url');
}
