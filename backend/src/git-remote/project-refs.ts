import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import { listBranches } from '../registry/commit-index';

export interface GitRef {
  /** In full: `refs/heads/main`. */
  readonly name: string;
  readonly id: string;
  /** The commit that it leads to, where it is a tag with a message. */
  readonly peeled?: string;
}

export interface ProjectRefs {
  /** The ref that HEAD stands for; it need not exist yet. */
  readonly head: string;
  /** In the order of their names' bytes, as Git wants them. */
  readonly refs: readonly GitRef[];
}

export const BRANCHES = 'refs/heads/';
export const TAGS = 'refs/tags/';

export async function projectRefs(
  manager: EntityManager,
  project: Pick<AccessedProject, 'id' | 'defaultBranch'>,
): Promise<ProjectRefs> {
  const branches = await listBranches(manager, project.id);
  const tags = await manager.query<{ name: string; commit_id: string; object_id: string | null }[]>(
    'SELECT name, commit_id, object_id FROM tags WHERE project_id = $1 ORDER BY name',
    [project.id],
  );
  return {
    head: BRANCHES + project.defaultBranch,
    refs: [
      ...branches.map(({ name, head }) => ({ name: BRANCHES + name, id: head })),
      ...tags.map(({ name, commit_id, object_id }) => ({
        name: TAGS + name,
        ...(object_id === null ? { id: commit_id } : { id: object_id, peeled: commit_id }),
      })),
    ],
  };
}

/** What HEAD points to; undefined while the default branch has no versions. */
export function headRef({ head, refs }: ProjectRefs): GitRef | undefined {
  return refs.find(({ name }) => name === head);
}
