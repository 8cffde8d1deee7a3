import type { EntityManager } from 'typeorm';
import type { Actor } from '../common/actor';
import { uuidV7 } from '../common/uuid';

/** An environment or a label of a project. */
export interface ReleaseTarget {
  readonly projectId: string;
  readonly kind: 'environment' | 'label';
  readonly name: string;
}

/** Where one of them points; `path` is empty for the whole project. */
export interface PointerKey extends ReleaseTarget {
  readonly path: string;
}

export interface PointerRow {
  readonly path: string;
  /** Null: it pointed somewhere once, and does not now. */
  readonly commit_id: string | null;
  readonly move_id: string;
}

export type MoveAction = 'moved' | 'promoted' | 'taken-back' | 'removed';

export interface MoveRow {
  readonly id: string;
  /** bigint: text in JavaScript. Grows with each move. */
  readonly number: string;
  readonly name: string;
  readonly path: string;
  readonly action: MoveAction;
  readonly from_commit: string | null;
  readonly to_commit: string | null;
  readonly source: string | null;
  readonly below_id: string | null;
  readonly why: string;
  readonly actor_user_id: string;
  readonly actor_name: string;
  readonly created_at: Date;
}

/** Moves of one target wait for each other until the transaction ends, also the first one, which has no row to lock. */
export async function lockTarget(manager: EntityManager, target: ReleaseTarget): Promise<void> {
  // An acknowledged move survives a crash even where the server's default is laxer.
  await manager.query('SET LOCAL synchronous_commit = on');
  await manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `release ${target.projectId} ${target.kind} ${target.name}`,
  ]);
}

export async function findPointer(manager: EntityManager, key: PointerKey): Promise<PointerRow | undefined> {
  const rows = await manager.query<PointerRow[]>(
    `SELECT path, commit_id, move_id FROM release_pointers
     WHERE project_id = $1 AND kind = $2 AND name = $3 AND path = $4`,
    [key.projectId, key.kind, key.name, key.path],
  );
  return rows[0];
}

/** Those that point somewhere. */
export async function listPointers(manager: EntityManager, target: ReleaseTarget): Promise<PointerRow[]> {
  return manager.query<PointerRow[]>(
    `SELECT path, commit_id, move_id FROM release_pointers
     WHERE project_id = $1 AND kind = $2 AND name = $3 AND commit_id IS NOT NULL ORDER BY path`,
    [target.projectId, target.kind, target.name],
  );
}

export interface Move {
  readonly key: PointerKey;
  readonly current: PointerRow | undefined;
  readonly action: MoveAction;
  readonly to: string | null;
  /** The move that taking this one back returns to. */
  readonly below: string | null;
  readonly source?: string | undefined;
  readonly why: string;
}

/** Puts the move on record and the pointer where it says. The target is locked. */
export async function writeMove(manager: EntityManager, actor: Actor, move: Move): Promise<MoveRow> {
  const { projectId, kind, name, path } = move.key;
  const [row] = await manager.query<MoveRow[]>(
    `INSERT INTO release_moves
       (id, project_id, kind, name, path, action, from_commit, to_commit, source, below_id, why, actor_user_id, actor_name)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING *`,
    [
      uuidV7(),
      projectId,
      kind,
      name,
      path,
      move.action,
      move.current?.commit_id ?? null,
      move.to,
      move.source ?? null,
      move.below,
      move.why,
      actor.userId,
      actor.name,
    ],
  );
  if (row === undefined) throw new Error('the database did not return the move that it inserted');
  await manager.query(
    `INSERT INTO release_pointers (project_id, kind, name, path, commit_id, move_id) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (project_id, kind, name, path) DO UPDATE SET commit_id = EXCLUDED.commit_id, move_id = EXCLUDED.move_id`,
    [projectId, kind, name, path, row.to_commit, row.id],
  );
  return row;
}

/** What a new version stands upon: taking it back returns there. After a removal it begins anew. */
export function belowNewMove(current: PointerRow | undefined): string | null {
  return current?.commit_id == null ? null : current.move_id;
}

/** What was there before the latest move that was not taken back; `to` null: nothing. Undefined: no such move is left. */
export async function stateBefore(
  manager: EntityManager,
  current: PointerRow | undefined,
): Promise<{ to: string | null; below: string | null } | undefined> {
  const [row] = await manager.query<{ to: string | null; below: string | null; top: string | null }[]>(
    `SELECT below.to_commit AS to, below.below_id AS below, top.to_commit AS top
     FROM release_moves top LEFT JOIN release_moves below ON below.id = top.below_id WHERE top.id = $1`,
    [current?.move_id ?? null],
  );
  return row === undefined || row.to === row.top ? undefined : { to: row.to, below: row.below };
}

/** Moves of a target, newest first; `path` undefined: of all that it points for. */
export async function listMoves(
  manager: EntityManager,
  target: ReleaseTarget & { path: string | undefined },
  page: { before: string | undefined; limit: number },
): Promise<MoveRow[]> {
  const values: unknown[] = [target.projectId, target.kind, target.name, page.before ?? null, page.limit];
  const ofPath = target.path === undefined ? '' : 'AND path = $6';
  return manager.query<MoveRow[]>(
    `SELECT * FROM release_moves WHERE project_id = $1 AND kind = $2 AND name = $3 ${ofPath}
       AND ($4::bigint IS NULL OR number < $4::bigint) ORDER BY number DESC LIMIT $5`,
    target.path === undefined ? values : [...values, target.path],
  );
}
