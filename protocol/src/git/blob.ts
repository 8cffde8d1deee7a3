import { decodeText, encodeText, GitEncodingError, type GitObject } from './object';

/** A file's text as a blob: its UTF-8 bytes, unchanged (line ends and a byte order mark are kept). */
export function encodeBlob(text: string): GitObject {
  return { type: 'blob', content: encodeText(text) };
}

/** The text of a blob. Throws GitEncodingError when it is not UTF-8. */
export function decodeBlob(object: GitObject): string {
  if (object.type !== 'blob') throw new GitEncodingError(`Expected a blob, not a ${object.type}.`);
  return decodeText(object.content);
}
