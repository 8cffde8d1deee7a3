import type { EntityManager } from 'typeorm';

/** A commit to be sent. */
export interface MissingCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
}

export interface MissingCommits {
  /** In the history of the wanted ones and not of those at hand; descendants first. */
  readonly commits: readonly MissingCommit[];
  /** Whether every way back from the wanted ones ends at one that is at hand. */
  readonly connected: boolean;
}

const WANTED = 1;
const AT_HAND = 2;

/** Generations that the first statement covers, and the last: each covers twice as many as the one before. */
const FIRST_WINDOW = 64;
const LAST_WINDOW = 16_384;

interface Row extends MissingCommit {
  readonly generation: number;
}

/**
 * What who has `haves` lacks of the history of `wants`. Goes down by generation, so that a commit is seen after all of
 * its descendants, and stops where only history at hand is left. All ids are commits of the project.
 */
export async function missingCommits(
  manager: EntityManager,
  projectId: string,
  { wants, haves }: { wants: readonly string[]; haves: readonly string[] },
): Promise<MissingCommits> {
  const colours = new Map<string, number>();
  const paint = (ids: readonly string[], colour: number) => {
    for (const id of ids) colours.set(id, (colours.get(id) ?? 0) | colour);
  };
  paint(wants, WANTED);
  paint(haves, AT_HAND);
  const commits: MissingCommit[] = [];
  let connected = true;
  let upto = await highestGeneration(manager, projectId, [...colours.keys()]);
  for (let window = FIRST_WINDOW; upto > 0 && [...colours.values()].includes(WANTED);) {
    for (const { id, tree, parents } of await generations(manager, projectId, [upto - window, upto])) {
      const colour = colours.get(id);
      if (colour === undefined) continue;
      colours.delete(id);
      if (colour === WANTED) {
        commits.push({ id, tree, parents });
        if (parents.length === 0) connected = false;
      }
      paint(parents, colour);
    }
    upto -= window;
    window = Math.min(window * 2, LAST_WINDOW);
  }
  return { commits, connected };
}

/** Those of `ids` that are commits of the project. */
export async function knownCommits(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await manager.query<{ id: string }[]>(
    'SELECT id FROM commits WHERE project_id = $1 AND id = ANY ($2)',
    [projectId, [...new Set(ids)]],
  );
  return new Set(rows.map(({ id }) => id));
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

/** Commits above the first generation and up to the second, highest first. */
function generations(
  manager: EntityManager,
  projectId: string,
  [above, upto]: readonly [number, number],
): Promise<Row[]> {
  return manager.query<Row[]>(
    `SELECT id, tree, parents, generation FROM commits
     WHERE project_id = $1 AND generation > $2 AND generation <= $3 ORDER BY generation DESC`,
    [projectId, above, upto],
  );
}
