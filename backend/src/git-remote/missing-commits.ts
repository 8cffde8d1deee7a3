import type { EntityManager } from 'typeorm';
import { walkDown, type WalkedCommit } from './commit-walk';

export interface MissingCommits {
  /**
   * In the history of the wanted ones and not of those at hand; descendants first. One without parents comes with all that
   * it holds.
   */
  readonly commits: readonly WalkedCommit[];
  /** Whether every way back from the wanted ones ends at one that is at hand. */
  readonly connected: boolean;
}

const WANTED = 1;
const AT_HAND = 2;

/**
 * What who has `haves` lacks of the history of `wants`. Goes down by generation, so that a commit is seen after all of
 * its descendants, and stops where only history at hand is left. All ids are commits of the project. Those in `cut` count
 * as having no parents.
 */
export async function missingCommits(
  manager: EntityManager,
  projectId: string,
  { wants, haves, cut }: { wants: readonly string[]; haves: readonly string[]; cut: ReadonlySet<string> },
): Promise<MissingCommits> {
  const colours = new Map<string, number>();
  const paint = (ids: readonly string[], colour: number) => {
    for (const id of ids) colours.set(id, (colours.get(id) ?? 0) | colour);
  };
  paint(wants, WANTED);
  paint(haves, AT_HAND);
  const commits: WalkedCommit[] = [];
  let connected = true;
  const isOpen = () => [...colours.values()].includes(WANTED);
  for await (const row of walkDown(manager, projectId, { from: [...colours.keys()], isOpen })) {
    const colour = colours.get(row.id);
    if (colour === undefined) continue;
    colours.delete(row.id);
    const parents = cut.has(row.id) ? [] : row.parents;
    if (colour === WANTED) {
      commits.push({ ...row, parents });
      if (parents.length === 0) connected = false;
    }
    paint(parents, colour);
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
