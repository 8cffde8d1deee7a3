import type { FilePage } from '@prompthub/protocol';
import { queuedPaths, tipOf } from './commit-queue';
import { compareFile, type FileStatus } from './file-status';
import type { Link } from './link';
import { localBlob } from './local-blob';
import { isSafePath } from './safe-path';
import { listSharedFiles } from './shared-files';
import type { WorkingState } from './working-state';

type Listing = Pick<FilePage, 'items'>;

/** Every file that is here, at the hub, or was when we last looked; sorted by path. */
export async function compareFiles(link: Link, state: WorkingState, remote: Listing): Promise<FileStatus[]> {
  const there = new Map(remote.items.map(({ path, blob }) => [path, blob]));
  const known = [...there.keys(), ...Object.keys(state.files), ...queuedPaths(state.queue)];
  const paths = new Set([...known.filter(isSafePath), ...(await listSharedFiles(link.folder))]);
  const files: FileStatus[] = [];
  for (const path of [...paths].sort()) {
    const local = await localBlob(link.folder, path);
    const base = state.files[path]?.blob;
    files.push(compareFile({ path, base, tip: tipOf(state, path), local, remote: there.get(path) }));
  }
  return files;
}

/** For what is somewhere: not for what was deleted on all sides. */
export function isAnywhere({ local, remote, tip, base }: FileStatus): boolean {
  return local !== undefined || remote !== undefined || tip !== base;
}

/** As if the hub were as it was when we last looked. */
export function lastSeen(state: WorkingState): Listing {
  return { items: Object.entries(state.files).map(([path, { blob }]) => ({ path, blob, size: 0 })) };
}
