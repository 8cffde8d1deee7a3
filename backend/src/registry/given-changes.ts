import { encodeBlob, type FileChange } from '@prompthub/protocol';
import { type StoredObject, withId } from './git-hash';
import { MAX_FILE_BYTES } from './limits';
import { fileTooLarge, notText, repeatedPath } from './registry-problems';

/** What a request asks for, by path: the blob to be there, or null for none. */
export type GivenChanges = ReadonlyMap<string, StoredObject | null>;

/**
 * Reads the changes of a request: every path once, every text valid Unicode without NUL and not too long.
 * @throws ProblemError 422.
 */
export function readChanges(changes: readonly FileChange[]): GivenChanges {
  const given = new Map<string, StoredObject | null>();
  for (const { path, content } of changes) {
    if (given.has(path)) throw repeatedPath(path);
    given.set(path, content === null ? null : readText(path, content));
  }
  return given;
}

function readText(path: string, content: string): StoredObject {
  if (content.includes('\0')) throw notText(path, 'it contains NUL characters');
  if (!content.isWellFormed()) throw notText(path, 'it contains half of a surrogate pair');
  const blob = withId(encodeBlob(content));
  if (blob.content.length > MAX_FILE_BYTES) throw fileTooLarge(path, MAX_FILE_BYTES);
  return blob;
}
