import type { EntityManager } from 'typeorm';

/** A commit with what a walk has to know of it. */
export interface WalkedCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  /** When it was committed, in Unix seconds; undefined unless asked for. */
  readonly seconds?: number;
}

export interface Walk {
  readonly from: readonly string[];
  readonly isOpen: () => boolean;
  /** With `seconds`. The index has the author's time, which a rebase leaves as it was. */
  readonly dated?: boolean;
}

/** Generations that the first statement covers, and the last: each covers twice as many as the one before. */
const FIRST_WINDOW = 64;
const LAST_WINDOW = 16_384;

/** Commits above one generation and up to another, highest first. */
const PLAIN = `SELECT id, tree, parents FROM commits
  WHERE project_id = $1 AND generation > $2 AND generation <= $3 ORDER BY generation DESC`;
const DATED = `SELECT c.id, tree, parents,
    substring(encode(content, 'escape') FROM '\\ncommitter [^\\n]*> ([0-9]+) ')::float8 AS seconds
  FROM commits c JOIN git_objects o ON o.project_id = c.project_id AND o.id = c.id
  WHERE c.project_id = $1 AND generation > $2 AND generation <= $3 ORDER BY generation DESC`;

/**
 * The commits of a project from those in `from` down, each after all of its descendants, until `isOpen` says no. Others of the
 * same generations come, too: who walks remembers whose turn it is.
 */
export async function* walkDown(
  manager: EntityManager,
  projectId: string,
  { from, isOpen, dated = false }: Walk,
): AsyncGenerator<WalkedCommit> {
  let upto = await highestGeneration(manager, projectId, from);
  for (let window = FIRST_WINDOW; upto > 0 && isOpen();) {
    yield* await manager.query<WalkedCommit[]>(dated ? DATED : PLAIN, [projectId, upto - window, upto]);
    upto -= window;
    window = Math.min(window * 2, LAST_WINDOW);
  }
}

async function highestGeneration(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<number> {
  const rows = await manager.query<{ highest: number | null }[]>(
    'SELECT max(generation) AS highest FROM commits WHERE project_id = $1 AND id = ANY ($2)',
    [projectId, ids],
  );
  return rows[0]?.highest ?? 0;
}
