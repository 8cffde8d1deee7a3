import type { GitObjectType } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import { badGitRequest, FetchRefusedError } from './git-problems';
import { knownCommits } from './missing-commits';

/** What a client wants, by what it is. */
export interface WantedObjects {
  /** Commits whose history is wanted: named themselves, or by a wanted tag. */
  readonly commits: readonly string[];
  /** Objects that are wanted for themselves: a partial clone fetches folders and files as they are looked at. */
  readonly tags: readonly string[];
  readonly trees: readonly string[];
  readonly blobs: readonly string[];
}

/** @throws FetchRefusedError for what the project does not have. */
export async function wantedObjects(
  manager: EntityManager,
  projectId: string,
  wants: readonly string[],
): Promise<WantedObjects> {
  if (wants.length === 0) throw badGitRequest('it wants nothing');
  const commits = await knownCommits(manager, projectId, wants);
  const others = [...new Set(wants)].filter((id) => !commits.has(id));
  const types = await typesOf(manager, projectId, others);
  const of = (type: GitObjectType) => others.filter((id) => types.get(id) === type);
  const tagged = await annotatedTags(manager, projectId, of('tag'));
  const known = new Set([...tagged.map(({ id }) => id), ...of('tree'), ...of('blob')]);
  const unknown = others.find((id) => !known.has(id));
  if (unknown !== undefined) throw new FetchRefusedError(`there is no version ${unknown} in this project`);
  return {
    commits: [...new Set([...commits, ...tagged.map(({ commit }) => commit)])],
    tags: of('tag'),
    trees: of('tree'),
    blobs: of('blob'),
  };
}

/** Tags with a message, and the commits that they lead to; those of `ids`, or all. */
export async function annotatedTags(
  manager: EntityManager,
  projectId: string,
  ids?: readonly string[],
): Promise<{ id: string; commit: string }[]> {
  if (ids?.length === 0) return [];
  return manager.query(
    `SELECT DISTINCT object_id AS id, commit_id AS commit FROM tags
     WHERE project_id = $1 AND object_id IS NOT NULL AND ($2::text[] IS NULL OR object_id = ANY ($2))`,
    [projectId, ids ?? null],
  );
}

async function typesOf(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, GitObjectType>> {
  if (ids.length === 0) return new Map();
  const rows = await manager.query<{ id: string; type: GitObjectType }[]>(
    'SELECT id, type FROM git_objects WHERE project_id = $1 AND id = ANY ($2)',
    [projectId, ids],
  );
  return new Map(rows.map(({ id, type }) => [id, type]));
}
