import type { EntityManager } from 'typeorm';

/** Raised when documents are made in another way: views made in an earlier one are made anew when next looked at. */
export const FORMAT = 1;

/** A list of prompts that is kept: those at the head of a branch, or those that run in an environment. */
export interface ViewKey {
  readonly projectId: string;
  readonly kind: 'branch' | 'environment';
  readonly name: string;
}

/** Which versions its prompts are taken from. */
export interface ViewState {
  /** Null: no version. */
  readonly head: string | null;
  /** Commits of prompts with a version of their own, by path. */
  readonly own: Readonly<Record<string, string>>;
}

const NOTHING: ViewState = { head: null, own: {} };

export interface ViewRow extends ViewState {
  /** bigint: text in JavaScript. */
  readonly id: string;
}

interface StoredView extends ViewRow {
  readonly project_id: string;
  readonly format: number;
}

const COLUMNS = 'id, project_id, head, own, format';

/**
 * The views of this name of several projects, by project, noted as used; those of another format are not there. One that has rested
 * and that somebody else is at may be on its way out: it is not there either, and `lockView` finds out.
 */
export async function findViews(
  manager: EntityManager,
  { kind, name }: Pick<ViewKey, 'kind' | 'name'>,
  projectIds: readonly string[],
): Promise<Map<string, ViewRow>> {
  const these = 'project_id = ANY ($1) AND kind = $2 AND name = $3 AND format = $4';
  const day = `now() - interval '1 day'`;
  const rows = await manager.query<StoredView[]>(
    `WITH rested AS (
       UPDATE prompt_views SET used_at = now() WHERE id IN (
         SELECT id FROM prompt_views WHERE ${these} AND used_at <= ${day} FOR UPDATE SKIP LOCKED
       ) RETURNING ${COLUMNS}
     )
     SELECT ${COLUMNS} FROM prompt_views WHERE ${these} AND used_at > ${day}
     UNION ALL SELECT ${COLUMNS} FROM rested`,
    [projectIds, kind, name, FORMAT],
  );
  return new Map(rows.map((row) => [row.project_id, row]));
}

/** The view, locked until the transaction ends; made empty when there was none, or one of another format. */
export async function lockView(manager: EntityManager, { projectId, kind, name }: ViewKey): Promise<ViewRow> {
  // Another hub may be making it too, and a deletion may take it away: PostgreSQL waits for both and tries again.
  const rows = await manager.query<[StoredView]>(
    `INSERT INTO prompt_views AS v (project_id, kind, name, format) VALUES ($1, $2, $3, $4)
     ON CONFLICT (project_id, kind, name) DO UPDATE SET used_at = now() RETURNING ${COLUMNS}`,
    [projectId, kind, name, FORMAT],
  );
  const [found] = rows;
  if (found.format === FORMAT) return found;
  await manager.query('DELETE FROM prompt_entries WHERE view_id = $1', [found.id]);
  await moveView(manager, found.id, NOTHING);
  return { id: found.id, ...NOTHING };
}

/** The view, locked until the transaction ends, where it is there and nobody is at it: this waits for nothing. */
export async function lockFreeView(
  manager: EntityManager,
  { projectId, kind, name }: ViewKey,
): Promise<ViewRow | undefined> {
  const rows = await manager.query<StoredView[]>(
    `SELECT ${COLUMNS} FROM prompt_views WHERE project_id = $1 AND kind = $2 AND name = $3 AND format = $4
     FOR UPDATE SKIP LOCKED`,
    [projectId, kind, name, FORMAT],
  );
  return rows[0];
}

export async function moveView(manager: EntityManager, id: string, { head, own }: ViewState): Promise<void> {
  await manager.query('UPDATE prompt_views SET head = $2, own = $3, format = $4 WHERE id = $1', [
    id,
    head,
    JSON.stringify(own),
    FORMAT,
  ]);
}

export async function dropView(manager: EntityManager, id: string): Promise<void> {
  await manager.query('DELETE FROM prompt_views WHERE id = $1', [id]);
}

/** Throws away the lists of branches that nobody has asked for of late, but not of the default one, which moves with each version. */
export async function dropResting(manager: EntityManager, projectId: string): Promise<void> {
  // Whoever is at one of them uses it, and may be here too.
  await manager.query(
    `DELETE FROM prompt_views WHERE id IN (
       SELECT id FROM prompt_views WHERE project_id = $1 AND kind = 'branch' AND used_at < now() - interval '3 days'
         AND name <> (SELECT default_branch FROM projects WHERE id = $1) COLLATE "C"
       FOR UPDATE SKIP LOCKED)`,
    [projectId],
  );
}

export function sameState(a: ViewState, b: ViewState): boolean {
  const paths = Object.keys(a.own);
  return (
    a.head === b.head &&
    paths.length === Object.keys(b.own).length &&
    paths.every((path) => a.own[path] === b.own[path])
  );
}
