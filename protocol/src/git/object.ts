/** The kinds of Git object that a project holds. A `tag` is one with a message of its own. */
export type GitObjectType = 'blob' | 'tree' | 'commit' | 'tag';

/** An object as Git stores it: its type and the bytes behind the header. */
export interface GitObject {
  readonly type: GitObjectType;
  readonly content: Uint8Array;
}

/** SHA-1 of the bytes, as 40 lower-case hex digits. Injected, so that this package does no I/O and runs anywhere. */
export type Sha1 = (bytes: Uint8Array) => string;

/**
 * Thrown when something cannot be written as, or read from, a Git object: a forbidden name, a line break in a
 * person's name, bytes that are not a tree.
 */
export class GitEncodingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GitEncodingError';
  }
}

const OBJECT_ID = /^[0-9a-f]{40}$/;

/** The id that Git gives the object (git-hash-object). */
export function gitObjectId(object: GitObject, sha1: Sha1): string {
  return sha1(framedGitObject(object));
}

/** What an object's id is the SHA-1 of: `<type> <length>\0<content>` (gitformat-loose). */
export function framedGitObject({ type, content }: GitObject): Uint8Array<ArrayBuffer> {
  const header = encodeText(`${type} ${content.length}\0`);
  const framed = new Uint8Array(header.length + content.length);
  framed.set(header);
  framed.set(content, header.length);
  return framed;
}

export function assertObjectId(id: string, what: string): void {
  if (!OBJECT_ID.test(id)) {
    throw new GitEncodingError(`${what} must be an object id of 40 hexadecimal digits, not "${id}".`);
  }
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a text. Lone surrogates have none, and are refused instead of silently replaced. */
export function encodeText(text: string): Uint8Array {
  if (!text.isWellFormed()) {
    throw new GitEncodingError('The text holds half of a surrogate pair, which UTF-8 cannot express.');
  }
  return encoder.encode(text);
}

/** The text of UTF-8 bytes, byte order mark included. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new GitEncodingError('The bytes are not valid UTF-8.');
  }
}
