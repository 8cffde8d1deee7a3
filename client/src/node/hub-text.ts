import { HubError } from '../errors';
import { allPages } from '../listing';
import type { ProjectClient } from '../project-client';
import { blobId } from './blob-id';
import type { WorkingState } from './working-state';

/** So many versions of a file are looked through for one of its texts. */
const MAX_VERSIONS = 1000;

/** An earlier text of a file of the hub's, by its blob id; undefined when the branch never had it. */
export async function hubText(
  project: ProjectClient,
  { branch, commit }: Pick<WorkingState, 'branch' | 'commit'>,
  { path, blob, signal }: { path: string; blob: string; signal?: AbortSignal },
): Promise<string | undefined> {
  try {
    const seen = commit === undefined ? undefined : await textAt(project, { path, ref: commit, signal });
    if (seen !== undefined && blobId(new TextEncoder().encode(seen)) === blob) return seen;
    let left = MAX_VERSIONS;
    for await (const version of allPages((cursor) =>
      project.history({ path, ref: branch, cursor, limit: 200, signal }),
    )) {
      if (version.blob === blob) return (await project.file(path, { ref: version.id, signal })).content;
      if (--left === 0) return undefined;
    }
  } catch (error) {
    if (!(error instanceof HubError) || error.status !== 404) throw error;
  }
  return undefined;
}

async function textAt(
  project: ProjectClient,
  { path, ...options }: { path: string; ref: string; signal?: AbortSignal },
): Promise<string | undefined> {
  try {
    return (await project.file(path, options)).content;
  } catch (error) {
    if (error instanceof HubError && error.status === 404) return undefined;
    throw error;
  }
}
