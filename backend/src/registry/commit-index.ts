import type { EntityManager } from 'typeorm';

/** A commit as the index knows it. `position` counts from 1 along the first parents. */
export interface CommitRow {
  readonly id: string;
  readonly line_id: string;
  readonly position: number;
  readonly tree: string;
  readonly parents: string[];
  readonly author_name: string;
  readonly author_email: string;
  readonly message: string;
  readonly file_count: number;
  /** bigint: text in JavaScript. */
  readonly total_bytes: string;
  readonly created_at: Date;
}

export interface BranchRow {
  readonly name: string;
  readonly head: string;
  readonly line_id: string;
  readonly protected: boolean;
  readonly updated_at: Date;
}

export interface PathRow {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

const COLUMNS =
  'c.id, c.line_id, c.position, c.tree, c.parents, c.author_name, c.author_email, c.message, c.file_count, c.total_bytes, c.created_at';

/**
 * The lines that lead to a position ($1 line, $2 position), each with the last position that counts. A fork adds one
 * line, so that look-ups by path cost one index probe for each fork on the way.
 */
export const ANCESTRY = `
  WITH RECURSIVE ancestry (line_id, upto) AS (
    VALUES ($1::uuid, $2::integer)
    UNION ALL
    SELECT lines.parent_line_id, lines.parent_position
    FROM ancestry JOIN lines ON lines.id = ancestry.line_id
    WHERE lines.parent_line_id IS NOT NULL
  )`;

export async function findCommit(
  manager: EntityManager,
  projectId: string,
  id: string,
): Promise<CommitRow | undefined> {
  const rows = await manager.query<CommitRow[]>(
    `SELECT ${COLUMNS} FROM commits c WHERE c.project_id = $1 AND c.id = $2`,
    [projectId, id],
  );
  return rows[0];
}

/** The commits of these ids, in their order. */
export async function findCommits(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<CommitRow[]> {
  return manager.query<CommitRow[]>(
    `SELECT ${COLUMNS} FROM unnest($2::text[]) WITH ORDINALITY AS wanted (id, place)
     JOIN commits c ON c.project_id = $1 AND c.id = wanted.id ORDER BY wanted.place`,
    [projectId, ids],
  );
}

/** Commits whose id begins with `prefix`, at most `limit`. */
export async function findByPrefix(
  manager: EntityManager,
  projectId: string,
  { prefix, limit }: { prefix: string; limit: number },
): Promise<CommitRow[]> {
  return manager.query<CommitRow[]>(
    `SELECT ${COLUMNS} FROM commits c WHERE c.project_id = $1 AND c.id >= $2 AND c.id < $3 ORDER BY c.id LIMIT $4`,
    // "g" follows the last hexadecimal digit, so that this is a range of the primary key.
    [projectId, prefix, `${prefix}g`, limit],
  );
}

export async function findHead(
  manager: EntityManager,
  projectId: string,
  branch: string,
): Promise<CommitRow | undefined> {
  const rows = await manager.query<CommitRow[]>(
    `SELECT ${COLUMNS} FROM branches b JOIN commits c ON c.project_id = b.project_id AND c.id = b.head
     WHERE b.project_id = $1 AND b.name = $2`,
    [projectId, branch],
  );
  return rows[0];
}

/** The commit that a tag names. */
export async function findTagged(
  manager: EntityManager,
  projectId: string,
  tag: string,
): Promise<CommitRow | undefined> {
  const rows = await manager.query<CommitRow[]>(
    `SELECT ${COLUMNS} FROM tags t JOIN commits c ON c.project_id = t.project_id AND c.id = t.commit_id
     WHERE t.project_id = $1 AND t.name = $2`,
    [projectId, tag],
  );
  return rows[0];
}

export async function listBranches(manager: EntityManager, projectId: string): Promise<BranchRow[]> {
  return manager.query<BranchRow[]>(
    'SELECT name, head, line_id, protected, updated_at FROM branches WHERE project_id = $1 ORDER BY name',
    [projectId],
  );
}

/** The branch, locked until the transaction ends. */
export async function lockBranch(
  manager: EntityManager,
  projectId: string,
  name: string,
): Promise<BranchRow | undefined> {
  const rows = await manager.query<BranchRow[]>(
    'SELECT name, head, line_id, protected, updated_at FROM branches WHERE project_id = $1 AND name = $2 FOR UPDATE',
    [projectId, name],
  );
  return rows[0];
}

/** Whether `ancestor` stands on the way of first parents to `descendant`. */
export async function isAncestor(
  manager: EntityManager,
  ancestor: CommitRow,
  descendant: CommitRow,
): Promise<boolean> {
  const rows = await manager.query<{ yes: boolean }[]>(
    `${ANCESTRY} SELECT EXISTS (SELECT FROM ancestry WHERE line_id = $3 AND upto >= $4) AS yes`,
    [descendant.line_id, descendant.position, ancestor.line_id, ancestor.position],
  );
  return rows[0]?.yes === true;
}

/** What a commit changed against its first parent. */
export async function changesOf(manager: EntityManager, commit: CommitRow): Promise<PathRow[]> {
  return manager.query<PathRow[]>(
    'SELECT path, before, after FROM commit_paths WHERE commit_id = $1 AND line_id = $2 ORDER BY path',
    [commit.id, commit.line_id],
  );
}

export interface HistoryQuery {
  readonly from: CommitRow;
  /** Only commits before this position; undefined for all up to `from`. */
  readonly before: number | undefined;
  readonly limit: number;
}

/** Commits that led to `from`, newest first. */
export async function history(manager: EntityManager, query: HistoryQuery): Promise<CommitRow[]> {
  return manager.query<CommitRow[]>(
    `${ANCESTRY}
     SELECT c.* FROM ancestry CROSS JOIN LATERAL (
       SELECT ${COLUMNS} FROM commits c
       WHERE c.line_id = ancestry.line_id AND c.position <= LEAST(ancestry.upto, $3)
       ORDER BY c.position DESC LIMIT $4
     ) c ORDER BY c.position DESC LIMIT $4`,
    [query.from.line_id, query.from.position, lastPosition(query), query.limit],
  );
}

/** A commit, and where it stands in time: after all of its parents, whatever clocks said. */
export interface DatedCommit extends CommitRow {
  readonly corrected_seconds: number;
}

/** Every commit of a project below `before`, newest first and none before its children. */
export async function everyCommit(
  manager: EntityManager,
  projectId: string,
  { before, limit }: { before: readonly [seconds: number, id: string] | undefined; limit: number },
): Promise<DatedCommit[]> {
  return manager.query<DatedCommit[]>(
    `SELECT ${COLUMNS}, c.corrected_seconds::float8 FROM commits c
     WHERE c.project_id = $1 AND (c.corrected_seconds, c.id) < ($2, $3)
     ORDER BY c.corrected_seconds DESC, c.id DESC LIMIT $4`,
    [projectId, before?.[0] ?? Number.MAX_SAFE_INTEGER, before?.[1] ?? '', limit],
  );
}

/** A commit that changed a path, with the blobs there before and after; null for no file. */
export interface PathVersion extends CommitRow {
  readonly generation: number;
  readonly before: string | null;
  readonly after: string | null;
}

/** Commits on the way to `from` that changed `path`, newest first. */
export async function pathHistory(
  manager: EntityManager,
  path: string,
  query: Omit<HistoryQuery, 'from'> & { readonly from: Pick<CommitRow, 'line_id' | 'position'> },
): Promise<PathVersion[]> {
  return manager.query<PathVersion[]>(
    `${ANCESTRY}
     SELECT ${COLUMNS}, c.generation, hit.before, hit.after FROM ancestry CROSS JOIN LATERAL (
       SELECT p.line_id, p.position, p.before, p.after FROM commit_paths p
       WHERE p.line_id = ancestry.line_id AND p.path = $5 AND p.position <= LEAST(ancestry.upto, $3)
       ORDER BY p.position DESC LIMIT $4
     ) hit JOIN commits c ON c.line_id = hit.line_id AND c.position = hit.position ORDER BY c.position DESC LIMIT $4`,
    [query.from.line_id, query.from.position, lastPosition(query), query.limit, path],
  );
}

/** Files that a commit deleted, against its first parent. */
export async function deletedBy(
  manager: EntityManager,
  commit: Pick<CommitRow, 'id' | 'line_id'>,
): Promise<{ path: string; before: string }[]> {
  return manager.query<{ path: string; before: string }[]>(
    'SELECT path, before FROM commit_paths WHERE commit_id = $1 AND line_id = $2 AND after IS NULL ORDER BY path',
    [commit.id, commit.line_id],
  );
}

function lastPosition({
  from,
  before,
}: Pick<HistoryQuery, 'before'> & { readonly from: Pick<CommitRow, 'position'> }): number {
  return before === undefined ? from.position : before - 1;
}
