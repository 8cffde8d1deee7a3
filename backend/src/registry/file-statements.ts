import type { ProjectStatement } from '../access/access.service';

/**
 * Reading one file of one version is what applications do all the time. What a version holds never changes, so that it
 * comes from memory when it was read before; who may read it, and where a branch stands, is asked each time, in one
 * prepared statement.
 */
export const MAY_READ: ProjectStatement = { name: 'registry.may-read', columns: 'NULL AS head', joins: '' };

/** `$5` is the branch; null: the default branch. */
export const MAY_READ_BRANCH: ProjectStatement = {
  name: 'registry.may-read-branch',
  columns: 'b.head',
  joins: 'LEFT JOIN branches b ON b.project_id = p.id AND b.name = COALESCE($5, p.default_branch)',
};

export interface HeadRow {
  /** Null: no such branch, or none was asked for. */
  readonly head: string | null;
}

/**
 * The file at path `$3` of commit `$2`. It looks on the commit's own line only: for what came from before a fork, and
 * for what is not there, there is no row.
 */
export const READ_FILE = {
  name: 'registry.read-file',
  text: `SELECT hit.after AS blob, stored.content
    FROM commits c
    CROSS JOIN LATERAL (
      SELECT after FROM commit_paths
      WHERE line_id = c.line_id AND path = $3 AND position <= c.position
      ORDER BY position DESC LIMIT 1
    ) hit
    JOIN git_objects stored ON stored.project_id = c.project_id AND stored.id = hit.after
    WHERE c.project_id = $1 AND c.id = $2`,
} as const;

export interface ReadFileRow {
  readonly blob: string;
  readonly content: Buffer;
}
