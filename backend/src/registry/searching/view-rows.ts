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

/** The views of this name of several projects, by project; those of another format are not there. */
export async function findViews(
  manager: EntityManager,
  { kind, name }: Pick<ViewKey, 'kind' | 'name'>,
  projectIds: readonly string[],
): Promise<Map<string, ViewRow>> {
  const rows = await manager.query<StoredView[]>(
    `SELECT ${COLUMNS} FROM prompt_views WHERE project_id = ANY ($1) AND kind = $2 AND name = $3 AND format = $4`,
    [projectIds, kind, name, FORMAT],
  );
  return new Map(rows.map((row) => [row.project_id, row]));
}

/** The view, locked until the transaction ends; made empty when there was none, or one of another format. */
export async function lockView(manager: EntityManager, key: ViewKey): Promise<ViewRow> {
  const found = (await selectLocked(manager, key)) ?? (await insertView(manager, key));
  if (found.format === FORMAT) return found;
  await manager.query('DELETE FROM prompt_entries WHERE view_id = $1', [found.id]);
  await moveView(manager, found.id, NOTHING);
  return { id: found.id, ...NOTHING };
}

export async function moveView(manager: EntityManager, id: string, { head, own }: ViewState): Promise<void> {
  await manager.query('UPDATE prompt_views SET head = $2, own = $3, format = $4 WHERE id = $1', [
    id,
    head,
    JSON.stringify(own),
    FORMAT,
  ]);
}

export function sameState(a: ViewState, b: ViewState): boolean {
  const paths = Object.keys(a.own);
  return (
    a.head === b.head &&
    paths.length === Object.keys(b.own).length &&
    paths.every((path) => a.own[path] === b.own[path])
  );
}

async function selectLocked(
  manager: EntityManager,
  { projectId, kind, name }: ViewKey,
): Promise<StoredView | undefined> {
  const rows = await manager.query<StoredView[]>(
    `SELECT ${COLUMNS} FROM prompt_views WHERE project_id = $1 AND kind = $2 AND name = $3 FOR UPDATE`,
    [projectId, kind, name],
  );
  return rows[0];
}

/** Another hub may be making it too: then this waits until that one has. */
async function insertView(manager: EntityManager, key: ViewKey): Promise<StoredView> {
  await manager.query(
    `INSERT INTO prompt_views (project_id, kind, name, format) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
    [key.projectId, key.kind, key.name, FORMAT],
  );
  const row = await selectLocked(manager, key);
  if (row === undefined) throw new Error(`the ${key.kind} ${key.name} was deleted meanwhile`);
  return row;
}
