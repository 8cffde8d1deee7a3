import { type CommitRow, pathHistory, type PathVersion } from '../commit-index';
import { type RenameSource, renameSource, type Repository } from './rename-source';

/** A version of a file, under the name that it had then. */
export interface FollowedVersion {
  readonly version: PathVersion;
  readonly path: string;
  /** The name before, when this version renamed it. */
  readonly renamedFrom: string | undefined;
}

export interface FollowQuery {
  readonly from: CommitRow;
  readonly path: string;
  /** Only versions before this position; undefined for all up to `from`. */
  readonly before: number | undefined;
  readonly limit: number;
}

/** Versions on the way to `from` that changed the file, newest first, across its renames: as `git log --follow`. */
export async function followedHistory(
  repository: Repository,
  { from, limit, ...start }: FollowQuery,
): Promise<FollowedVersion[]> {
  const found: FollowedVersion[] = [];
  let { path, before } = start;
  while (found.length < limit) {
    const asked = { from, before, limit: limit - found.length };
    const versions = await pathHistory(repository.manager, path, asked);
    let source: RenameSource | undefined;
    for (const version of versions) {
      source = await renameSource(repository, version, path);
      found.push({ version, path, renamedFrom: source?.path });
      before = version.position;
      if (source !== undefined) break;
    }
    if (source !== undefined) path = source.path;
    else if (versions.length < asked.limit) break;
  }
  return found;
}
