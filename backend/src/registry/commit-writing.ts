import type { EntityManager } from 'typeorm';
import type { AccessedProject } from '../access/access.service';
import type { Actor } from '../common/actor';
import { uuidV7 } from '../common/uuid';
import type { AuthoredCommit } from './authored-commit';
import { type BranchRow, type CommitRow, findCommit } from './commit-index';
import { branchMoved } from './registry-problems';
import type { TreeDifference } from './tree-reading';
import type { TreeSize } from './tree-size';

/** Somebody else created the branch while this transaction was at work. */
export class BranchTakenError extends Error {}

/** A branch that is to stand elsewhere. */
export interface Move {
  readonly branch: BranchRow | undefined;
  readonly project: Pick<AccessedProject, 'id'>;
  /** Name of the branch. */
  readonly name: string;
  readonly differences: readonly TreeDifference[];
}

export interface NewCommit extends Move {
  readonly head: CommitRow | undefined;
  readonly actor: Pick<Actor, 'userId'>;
  readonly commit: AuthoredCommit;
  readonly size: TreeSize;
}

/** Writes a stored commit object into the index, and moves the branch to it. */
export async function appendCommit(manager: EntityManager, options: NewCommit): Promise<CommitRow> {
  const { project, branch, head, commit } = options;
  const twin = await findCommit(manager, project.id, commit.object.id);
  if (twin !== undefined) {
    // The same person made the same change in the same second on another branch: in Git that is one commit.
    await forwardBranch(manager, twin, options);
    return twin;
  }
  const lineId = branch?.line_id ?? (await beginLine(manager, project.id, head));
  const row = rowOf(lineId, options);
  await insertCommit(manager, row, options);
  await insertPaths(manager, row, options.differences);
  await moveBranch(manager, { id: row.id, lineId }, options);
  return row;
}

/** Moves the branch to a commit that is there already. What follows stands on a line of its own. */
export async function forwardBranch(manager: EntityManager, to: CommitRow, move: Move): Promise<void> {
  await moveBranch(manager, { id: to.id, lineId: await beginLine(manager, move.project.id, to) }, move);
}

async function beginLine(
  manager: EntityManager,
  projectId: string,
  from: CommitRow | undefined,
): Promise<string> {
  const id = uuidV7();
  await manager.query(
    'INSERT INTO lines (id, project_id, parent_line_id, parent_position) VALUES ($1, $2, $3, $4)',
    [id, projectId, from?.line_id ?? null, from?.position ?? null],
  );
  return id;
}

function rowOf(lineId: string, { head, commit, size }: NewCommit): CommitRow {
  return {
    id: commit.object.id,
    line_id: lineId,
    position: (head?.position ?? 0) + 1,
    tree: commit.tree,
    parents: [...commit.parents],
    author_name: commit.author.name,
    author_email: commit.author.email,
    message: commit.message,
    file_count: size.files,
    total_bytes: String(size.bytes),
    created_at: new Date(commit.author.seconds * 1000),
  };
}

async function insertCommit(
  manager: EntityManager,
  row: CommitRow,
  { project, actor }: NewCommit,
): Promise<void> {
  await manager.query(
    `INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_user_id, author_name, author_email,
       message, file_count, total_bytes, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      project.id,
      row.id,
      row.line_id,
      row.position,
      row.tree,
      row.parents,
      actor.userId,
      row.author_name,
      row.author_email,
      row.message,
      row.file_count,
      row.total_bytes,
      row.created_at,
    ],
  );
}

async function insertPaths(
  manager: EntityManager,
  row: CommitRow,
  differences: readonly TreeDifference[],
): Promise<void> {
  await manager.query(
    `INSERT INTO commit_paths (line_id, position, commit_id, path, before, after)
     SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[])`,
    [
      row.line_id,
      row.position,
      row.id,
      differences.map(({ path }) => path),
      differences.map(({ from }) => from ?? null),
      differences.map(({ to }) => to ?? null),
    ],
  );
}

/** Compare-and-swap: the branch moves only from the head that this commit was built on. */
async function moveBranch(
  manager: EntityManager,
  to: { id: string; lineId: string },
  { branch, project, name, differences }: Move,
): Promise<void> {
  if (branch === undefined) {
    const created = await manager.query<unknown[]>(
      `INSERT INTO branches (project_id, name, line_id, head) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING RETURNING name`,
      [project.id, name, to.lineId, to.id],
    );
    if (created.length === 0) throw new BranchTakenError(name);
    return;
  }
  const [, moved] = await manager.query<[unknown, number]>(
    `UPDATE branches SET head = $4, line_id = $5, updated_at = now()
     WHERE project_id = $1 AND name = $2 AND head = $3`,
    [project.id, name, branch.head, to.id, to.lineId],
  );
  if (moved !== 1) {
    const paths = differences.map(({ path }) => path);
    throw branchMoved(name, branch.head, paths);
  }
}
