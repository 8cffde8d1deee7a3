import type { EntityManager } from 'typeorm';

export interface LabelRow {
  readonly path: string;
  readonly name: string;
  readonly commit_id: string;
  readonly why: string;
  readonly actor_user_id: string;
  readonly actor_name: string;
  readonly created_at: Date;
}

/** Labels that point somewhere, by path and name, of one path or of all. */
export async function listLabels(
  manager: EntityManager,
  projectId: string,
  query: { path: string | undefined; after: readonly [string, string] | undefined; limit: number },
): Promise<LabelRow[]> {
  const [afterPath, afterName] = query.after ?? [null, null];
  return manager.query<LabelRow[]>(
    `SELECT p.path, p.name, p.commit_id, m.why, m.actor_user_id, m.actor_name, m.created_at
     FROM release_pointers p JOIN release_moves m ON m.id = p.move_id
     WHERE p.project_id = $1 AND p.kind = 'label' AND p.commit_id IS NOT NULL
       AND ($2::text IS NULL OR p.path = $2) AND ($3::text IS NULL OR (p.path, p.name) > ($3, $4))
     ORDER BY p.path, p.name LIMIT $5`,
    [projectId, query.path ?? null, afterPath, afterName, query.limit],
  );
}
