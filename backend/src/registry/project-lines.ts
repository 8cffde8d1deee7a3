import type { EntityManager } from 'typeorm';

/** A commit by its line and how many first parents lead to it, itself counted. */
export interface Place {
  readonly line: string;
  readonly position: number;
}

/** How the histories of two commits relate. */
export interface Relation {
  /** Common ancestors that no other common ancestor descends from, newest first. */
  readonly mergeBases: readonly string[];
  /** Commits that only the first one has. */
  readonly ahead: number;
  /** Commits that only the second one has. */
  readonly behind: number;
}

/** Of every line on the way: the last position that belongs to a history. */
type Reach = ReadonlyMap<string, number>;

/**
 * The lines of a project, where they fork off, and its merges. A history takes of every line a first stretch, so that it is
 * known by where each of these ends: distances are counted without looking at the commits in between.
 */
export class ProjectLines {
  /** Where a line forks off; undefined for one that begins a history. */
  readonly #forks: ReadonlyMap<string, Place | undefined>;
  /** By line, in the order of positions: merges with each parent but the first. */
  readonly #merges: ReadonlyMap<string, readonly { position: number; parent: Place }[]>;

  private constructor(lines: readonly LineRow[], merges: readonly MergeRow[]) {
    this.#forks = new Map(
      lines.map(({ id, line, position }) => [id, line === null ? undefined : { line, position }]),
    );
    const byLine = Map.groupBy(merges, ({ line }) => line);
    this.#merges = new Map(
      [...byLine].map(([line, rows]) => [
        line,
        rows.map(({ position, parent_line, parent_position }) => ({
          position,
          parent: { line: parent_line, position: parent_position },
        })),
      ]),
    );
  }

  static async load(manager: EntityManager, projectId: string): Promise<ProjectLines> {
    const lines = await manager.query<LineRow[]>(
      `SELECT id, parent_line_id AS line, parent_position AS position FROM lines WHERE project_id = $1`,
      [projectId],
    );
    const merges = await manager.query<MergeRow[]>(
      `SELECT m.line_id AS line, m.position, p.line_id AS parent_line, p.position AS parent_position
       FROM commits m JOIN commits p ON p.project_id = m.project_id AND p.id = ANY (m.parents[2:])
       WHERE m.project_id = $1 AND cardinality(m.parents) > 1 ORDER BY m.position`,
      [projectId],
    );
    return new ProjectLines(lines, merges);
  }

  /** How many commits the one history has that the other has not, both ways, and where they part. */
  relation(a: Place, b: Place): { mergeBases: readonly Place[]; ahead: number; behind: number } {
    const [left, right] = [this.#reach(a), this.#reach(b)];
    return {
      mergeBases: this.#tops(left, right),
      ahead: this.#beyond(left, right),
      behind: this.#beyond(right, left),
    };
  }

  #reach(from: Place): Reach {
    const reach = new Map<string, number>();
    const open = [from];
    while (open.length > 0) {
      const { line, position } = open.pop() ?? from;
      const known = reach.get(line);
      if (known !== undefined && known >= position) continue;
      reach.set(line, position);
      const fork = this.#forks.get(line);
      if (known === undefined && fork !== undefined) open.push(fork);
      open.push(...this.#mergedInto(line, known ?? 0, position));
    }
    return reach;
  }

  /** Further parents of the merges on a line, after one position and up to another. */
  #mergedInto(line: string, after: number, upto: number): Place[] {
    const merges = this.#merges.get(line) ?? [];
    return merges.filter(({ position }) => position > after && position <= upto).map(({ parent }) => parent);
  }

  #beyond(reach: Reach, other: Reach): number {
    let count = 0;
    for (const [line, position] of reach)
      count += Math.max(0, position - (other.get(line) ?? this.#forks.get(line)?.position ?? 0));
    return count;
  }

  /** The last places of what both have, without those that something of it goes on from. */
  #tops(left: Reach, right: Reach): Place[] {
    const ends = new Map<string, number>();
    for (const [line, position] of left) {
      const other = right.get(line);
      if (other !== undefined) ends.set(line, Math.min(position, other));
    }
    const parents = new Set<string>();
    for (const [line, end] of ends) {
      const fork = this.#forks.get(line);
      for (const parent of [...(fork === undefined ? [] : [fork]), ...this.#mergedInto(line, 0, end)])
        parents.add(keyOf(parent));
    }
    return [...ends]
      .map(([line, position]) => ({ line, position }))
      .filter((place) => !parents.has(keyOf(place)));
  }
}

interface LineRow {
  readonly id: string;
  readonly line: string | null;
  readonly position: number;
}

interface MergeRow extends Place {
  readonly parent_line: string;
  readonly parent_position: number;
}

const keyOf = ({ line, position }: Place): string => `${line} ${position}`;

/** Like `CommitGraph`, for histories that part far away. */
export async function farRelation(
  manager: EntityManager,
  projectId: string,
  [a, b]: readonly [string, string],
): Promise<Relation> {
  const lines = await ProjectLines.load(manager, projectId);
  const ends = await manager.query<(Place & { id: string })[]>(
    'SELECT id, line_id AS line, position FROM commits WHERE project_id = $1 AND id = ANY ($2)',
    [projectId, [a, b]],
  );
  const placeOf = (id: string) => {
    const place = ends.find((each) => each.id === id);
    if (place === undefined) throw new Error(`commit ${id} is not in the index of the project`);
    return place;
  };
  const { mergeBases, ...counts } = lines.relation(placeOf(a), placeOf(b));
  const bases = await manager.query<{ id: string }[]>(
    `SELECT id FROM unnest($1::uuid[], $2::integer[]) AS place (line, position)
     JOIN commits c ON c.line_id = place.line AND c.position = place.position ORDER BY created_at DESC`,
    [mergeBases.map(({ line }) => line), mergeBases.map(({ position }) => position)],
  );
  return { ...counts, mergeBases: bases.map(({ id }) => id) };
}
