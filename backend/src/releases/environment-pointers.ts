import type { EntityManager } from 'typeorm';

/** What one environment runs, for the project (empty path) or for a prompt, with the move that put it there. */
export interface EnvironmentPointerRow {
  readonly name: string;
  readonly path: string;
  readonly commit_id: string;
  readonly why: string;
  readonly actor_user_id: string;
  readonly actor_name: string;
  readonly created_at: Date;
}

/** Of all environments, by path; with `path`, only the project's and that prompt's. */
export async function pointersOfEnvironments(
  manager: EntityManager,
  projectId: string,
  path: string | undefined,
): Promise<EnvironmentPointerRow[]> {
  return manager.query<EnvironmentPointerRow[]>(
    `SELECT p.name, p.path, p.commit_id, m.why, m.actor_user_id, m.actor_name, m.created_at
     FROM release_pointers p JOIN release_moves m ON m.id = p.move_id
     WHERE p.project_id = $1 AND p.kind = 'environment' AND p.commit_id IS NOT NULL
       AND ($2::text IS NULL OR p.path IN ('', $2)) ORDER BY p.path`,
    [projectId, path ?? null],
  );
}
