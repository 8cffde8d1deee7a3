/**
 * Reading one file of one version is what applications do all the time, so it is one prepared statement: membership,
 * branch or commit, the path's last change at that version and its text. `$4` is the ref (null: the default branch), `$5`
 * the path. It looks on the version's own line only; when `blob` is null the slow way decides (forks, short ids,
 * missing files).
 */
export const READ_FILE = {
  name: 'registry.read-file',
  columns: 'c.id AS commit_id, hit.after AS blob, stored.content',
  joins: `
    LEFT JOIN branches b ON b.project_id = p.id AND b.name = COALESCE($4, p.default_branch)
    LEFT JOIN commits c ON c.project_id = p.id AND c.id = COALESCE(b.head, $4)
    LEFT JOIN LATERAL (
      SELECT after FROM commit_paths
      WHERE line_id = c.line_id AND path = $5 AND position <= c.position
      ORDER BY position DESC LIMIT 1
    ) hit ON true
    LEFT JOIN git_objects stored ON stored.project_id = p.id AND stored.id = hit.after`,
} as const;

export interface ReadFileRow {
  readonly commit_id: string | null;
  readonly blob: string | null;
  readonly content: Buffer | null;
}
