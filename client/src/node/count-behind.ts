import { HubError } from '../errors';
import type { ProjectClient } from '../project-client';
import type { FileStatus } from './file-status';
import type { WorkingState } from './working-state';

/** How many commits of others the branch has that are not here; undefined when nobody can tell. */
export async function countBehind(
  project: ProjectClient,
  { commit, published }: WorkingState,
  { files, head, signal }: { files: readonly FileStatus[]; head: string | undefined; signal?: AbortSignal },
): Promise<number | undefined> {
  if (head === commit) return 0;
  if (commit === undefined || head === undefined) {
    return files.some(({ state }) => state === 'behind' || state === 'conflict') ? undefined : 0;
  }
  try {
    const { ahead } = await project.compare({ from: commit, to: head, signal });
    return Math.max(0, ahead - published.length);
  } catch (error) {
    // The branch was made anew, without the commit that we know.
    if (error instanceof HubError && error.status === 404) return undefined;
    throw error;
  }
}
