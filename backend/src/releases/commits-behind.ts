import type { EntityManager } from 'typeorm';

/** A version, and the path whose changes count; empty for all. */
export interface Asked {
  readonly commit: string;
  readonly path: string;
}

/**
 * How many commits of a branch each version lacks, counted along the first parents from where the two ways part. Looks at lines
 * and at the index by path, never at the commits in between. Undefined when there is no such branch.
 */
export async function commitsBehind(
  manager: EntityManager,
  branch: { projectId: string; name: string },
  asked: readonly Asked[],
): Promise<((one: Asked) => number) | undefined> {
  const rows = await manager.query<(Asked & { behind: number | null })[]>(BEHIND, [
    branch.projectId,
    branch.name,
    asked.map(({ commit }) => commit),
    asked.map(({ path }) => path),
  ]);
  if (rows.length === 0) return undefined;
  const known = new Map(rows.map(({ commit, path, behind }) => [`${commit} ${path}`, behind ?? 0]));
  return ({ commit, path }) => known.get(`${commit} ${path}`) ?? 0;
}

const BEHIND = `
  WITH RECURSIVE head AS (
    SELECT c.line_id, c.position FROM branches b JOIN commits c ON c.project_id = b.project_id AND c.id = b.head
    WHERE b.project_id = $1 AND b.name = $2
  ), head_way (line_id, upto) AS (
    SELECT line_id, position FROM head
    UNION ALL
    SELECT lines.parent_line_id, lines.parent_position FROM head_way JOIN lines ON lines.id = head_way.line_id
    WHERE lines.parent_line_id IS NOT NULL
  ), asked AS (
    SELECT DISTINCT * FROM unnest($3::text[], $4::text[]) AS asked (commit_id, path)
  ), way (commit_id, line_id, upto) AS (
    SELECT c.id, c.line_id, c.position FROM commits c
    WHERE c.project_id = $1 AND c.id = ANY ($3)
    UNION ALL
    SELECT way.commit_id, lines.parent_line_id, lines.parent_position FROM way JOIN lines ON lines.id = way.line_id
    WHERE lines.parent_line_id IS NOT NULL
  ), base AS (
    SELECT way.commit_id, max(LEAST(way.upto, head_way.upto)) AS position
    FROM way JOIN head_way USING (line_id) GROUP BY way.commit_id
  )
  SELECT asked.commit_id AS commit, asked.path,
    (CASE WHEN asked.path = '' THEN head.position - COALESCE(base.position, 0)
     ELSE (SELECT count(*) FROM head_way JOIN commit_paths p ON p.line_id = head_way.line_id AND p.path = asked.path
           AND p.position > COALESCE(base.position, 0) AND p.position <= head_way.upto)
     END)::integer AS behind
  FROM head CROSS JOIN asked LEFT JOIN base USING (commit_id)`;
