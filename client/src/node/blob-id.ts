import { createHash } from 'node:crypto';
import { gitObjectId } from '@prompthub/protocol';

/** The id that Git and the hub give a file with these bytes. */
export function blobId(bytes: Uint8Array): string {
  return gitObjectId({ type: 'blob', content: bytes }, (framed) =>
    createHash('sha1').update(framed).digest('hex'),
  );
}
