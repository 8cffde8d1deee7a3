import type { Commit } from '@prompthub/protocol';
import { HubError } from '../errors';
import { allPages } from '../listing';
import type { ProjectClient } from '../project-client';
import type { QueuedCommit } from './working-state';

/**
 * The commit of the branch, made since `parent`, that is this one: with its message, and just its changes. Undefined when the
 * hub never got it.
 */
export async function findSent(
  project: ProjectClient,
  { message, changes }: QueuedCommit,
  { branch, parent, signal }: { branch: string; parent: string | null; signal?: AbortSignal },
): Promise<Commit | undefined> {
  const since = (cursor: string | undefined) =>
    parent === null
      ? project.history({ ref: branch, cursor, limit: 200, signal })
      : project.compareCommits({ from: parent, to: branch, side: 'ahead', cursor, limit: 200, signal });
  const wanted = new Map(changes.map(({ path, blob }) => [path, blob]));
  try {
    for await (const commit of allPages(since)) {
      if (commit.message !== message) continue;
      const { files } = await project.diff({ to: commit.id, signal });
      const same = files.every(({ path, to }) => wanted.get(path) === (to ?? null));
      if (same && files.length === wanted.size) return commit;
    }
  } catch (error) {
    // No such branch, or it no longer has that parent.
    if (!(error instanceof HubError) || error.status !== 404) throw error;
  }
  return undefined;
}
