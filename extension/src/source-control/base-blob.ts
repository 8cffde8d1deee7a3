import type { FileStatus } from '@prompthub/client/node';

/** The blob id of what a file is compared with while it is edited; undefined when there is nothing, or it is not known. */
export function baseBlob({
  state,
  tip,
  remote,
}: Pick<FileStatus, 'state' | 'tip' | 'remote'>): string | undefined {
  // The hub has gone on: the differences would be those that somebody else made.
  if (state === 'behind') return undefined;
  return state === 'conflict' ? remote : (tip ?? remote);
}
