import type { GitCommit } from '@prompthub/protocol';
import type { EntityManager } from 'typeorm';
import type { Actor } from '../common/actor';
import type { TreeDifference } from '../registry/tree-reading';
import type { TreeSize } from '../registry/tree-size';
import type { LinePlace, NewLine } from './commit-lines';
import { slices } from './slices';

const ROWS_AT_ONCE = 10_000;

export async function insertLines(
  manager: EntityManager,
  projectId: string,
  lines: readonly NewLine[],
): Promise<void> {
  // In one statement, so that a line may fork off one that comes after it.
  await manager.query(
    `INSERT INTO lines (id, project_id, parent_line_id, parent_position)
     SELECT id, $1, line, position FROM unnest($2::uuid[], $3::uuid[], $4::integer[]) AS given (id, line, position)`,
    [
      projectId,
      lines.map(({ id }) => id),
      lines.map(({ parent }) => parent?.line ?? null),
      lines.map(({ parent }) => parent?.position ?? null),
    ],
  );
}

export interface IndexedCommit {
  readonly id: string;
  readonly commit: GitCommit;
  readonly place: LinePlace;
  readonly size: TreeSize;
}

/** Parents before children. Who wrote a commit is only known to be the one who pushes where the address says so. */
export async function insertCommits(
  manager: EntityManager,
  { projectId, actor }: { projectId: string; actor: Pick<Actor, 'userId' | 'email'> },
  rows: readonly IndexedCommit[],
): Promise<void> {
  const own = [actor.email.toLowerCase(), `${actor.userId}@users.prompthub.invalid`];
  await manager.query(
    `INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_user_id, author_name, author_email,
       message, file_count, total_bytes, created_at)
     SELECT $1, id, line, position, tree, string_to_array(parents, ' '), author, name, email, message, files, bytes, at
     FROM unnest($2::text[], $3::uuid[], $4::integer[], $5::text[], $6::text[], $7::uuid[], $8::text[], $9::text[],
       $10::text[], $11::integer[], $12::bigint[], $13::timestamptz[])
       AS given (id, line, position, tree, parents, author, name, email, message, files, bytes, at)`,
    [
      projectId,
      rows.map(({ id }) => id),
      rows.map(({ place }) => place.line),
      rows.map(({ place }) => place.position),
      rows.map(({ commit }) => commit.tree),
      rows.map(({ commit }) => commit.parents.join(' ')),
      rows.map(({ commit }) => (own.includes(commit.author.email.toLowerCase()) ? actor.userId : null)),
      rows.map(({ commit }) => commit.author.name),
      rows.map(({ commit }) => commit.author.email),
      rows.map(({ commit }) => commit.message),
      rows.map(({ size }) => size.files),
      rows.map(({ size }) => size.bytes),
      rows.map(({ commit }) => new Date(commit.author.seconds * 1000)),
    ],
  );
}

export async function insertPaths(
  manager: EntityManager,
  rows: readonly (LinePlace & TreeDifference & { readonly commit: string })[],
): Promise<void> {
  for (const batch of slices(rows, ROWS_AT_ONCE)) {
    await manager.query(
      `INSERT INTO commit_paths (line_id, position, commit_id, path, before, after)
       SELECT * FROM unnest($1::uuid[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[])`,
      [
        batch.map(({ line }) => line),
        batch.map(({ position }) => position),
        batch.map(({ commit }) => commit),
        batch.map(({ path }) => path),
        batch.map(({ from }) => from ?? null),
        batch.map(({ to }) => to ?? null),
      ],
    );
  }
}
