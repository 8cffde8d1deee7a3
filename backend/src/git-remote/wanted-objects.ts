import type { EntityManager } from 'typeorm';
import { badGitRequest } from './git-problems';
import { knownCommits } from './missing-commits';

/** What a client wants, by what it is. */
export interface WantedObjects {
  /** Commits whose history is wanted: named themselves, or by a wanted tag. */
  readonly commits: readonly string[];
  /** Objects that are wanted besides. */
  readonly tags: readonly string[];
}

/** @throws ProblemError 400 for what the project does not have. */
export async function wantedObjects(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<WantedObjects> {
  if (ids.length === 0) throw badGitRequest('it wants nothing');
  const commits = await knownCommits(manager, projectId, ids);
  const others = ids.filter((id) => !commits.has(id));
  const tags = new Map((await annotatedTags(manager, projectId)).map(({ id, commit }) => [id, commit]));
  const unknown = others.find((id) => !tags.has(id));
  if (unknown !== undefined) throw badGitRequest(`there is no version ${unknown} in this project`);
  return {
    commits: [...new Set([...commits, ...others.flatMap((id) => tags.get(id) ?? [])])],
    tags: [...new Set(others)],
  };
}

/** Tags with a message, and the commits that they lead to. */
export function annotatedTags(
  manager: EntityManager,
  projectId: string,
): Promise<{ id: string; commit: string }[]> {
  return manager.query(
    `SELECT DISTINCT object_id AS id, commit_id AS commit FROM tags
     WHERE project_id = $1 AND object_id IS NOT NULL`,
    [projectId],
  );
}
