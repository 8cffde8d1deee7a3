import { createHash } from 'node:crypto';
import { gitObjectId, type GitObject } from '@prompthub/protocol';

/** A Git object with the id that Git gives it. */
export interface StoredObject extends GitObject {
  readonly id: string;
}

export function withId(object: GitObject): StoredObject {
  return { ...object, id: gitObjectId(object, sha1) };
}

function sha1(bytes: Uint8Array): string {
  return createHash('sha1').update(bytes).digest('hex');
}
