import type { EntityManager } from 'typeorm';
import { farRelation, type Relation } from './project-lines';

/** A commit as the graph knows it. */
export interface GraphCommit {
  readonly id: string;
  readonly parents: readonly string[];
  /** One more than the highest of the parents'; 1 for a commit without any. */
  readonly generation: number;
  /** Unix time in seconds. */
  readonly seconds: number;
}

/** How two commits relate; all by id. */
export interface Divergence {
  /** Common ancestors that no other common ancestor descends from, newest first; several after criss-cross merges. */
  readonly mergeBases: readonly GraphCommit[];
  /** Ancestors of the left one, itself included, that the right one does not have. Descendants come first. */
  readonly left: readonly GraphCommit[];
  /** The other way round. */
  readonly right: readonly GraphCommit[];
}

/** Commits that are read to relate two of them before the project's lines are looked at instead. */
const MOST_WALKED = 1000;

/**
 * Ancestry over all parents of the commits of one project. Reads the commits between the two and their merge bases, not
 * what is older, in windows of generations that grow: a few statements, however long the way is. Commits are given by
 * whole ids that are stored in the project; another is an Error. Whoever calls has asked `access` for the project.
 */
export class CommitGraph {
  readonly #manager: EntityManager;
  readonly #projectId: string;
  readonly #mostWalked: number;

  constructor(manager: EntityManager, projectId: string, mostWalked = MOST_WALKED) {
    this.#manager = manager;
    this.#projectId = projectId;
    this.#mostWalked = mostWalked;
  }

  /** As `git merge-base --all a b`: newest first, none for histories that have nothing in common. */
  async mergeBases(a: string, b: string): Promise<readonly string[]> {
    return (await this.relation(a, b)).mergeBases;
  }

  /** Whether `descendant` has `ancestor` in its history, or is it. */
  async isAncestorOf(ancestor: string, descendant: string): Promise<boolean> {
    if (ancestor === descendant) return true;
    return (await this.mergeBases(ancestor, descendant)).includes(ancestor);
  }

  /** As `git merge-base --all a b` and `git rev-list --left-right --count a...b`. */
  async relation(a: string, b: string): Promise<Relation> {
    const near = await this.#paint(a, b, this.#mostWalked);
    if (near === undefined) return farRelation(this.#manager, this.#projectId, [a, b]);
    const { mergeBases, left, right } = near;
    return { mergeBases: mergeBases.map(({ id }) => id), ahead: left.length, behind: right.length };
  }

  /** Relates two commits by naming all that lie between them. */
  async divergence(left: string, right: string): Promise<Divergence> {
    const found = await this.#paint(left, right, Infinity);
    if (found === undefined) throw new Error('a walk without an end came to one');
    return found;
  }

  /**
   * Paints the histories of both from the highest generation down, until only what lies below the merge bases is left.
   * A commit is looked at after all its descendants, so that its colours are final by then. Undefined when more commits than
   * `most` were read and there is no end.
   */
  async #paint(left: string, right: string, most: number): Promise<Divergence | undefined> {
    const commits = new Window(this.#manager, this.#projectId);
    const painting = new Painting();
    const [a, b] = await commits.read([left, right]);
    painting.add(a, LEFT);
    painting.add(b, RIGHT);
    const found = { mergeBases: [] as GraphCommit[], left: [] as GraphCommit[], right: [] as GraphCommit[] };
    for (let next = painting.take(); next !== undefined; next = painting.take()) {
      if (commits.size > most) return undefined;
      const { commit } = next;
      let { colour } = next;
      if (colour === BOTH) {
        found.mergeBases.push(commit);
        colour |= BELOW;
      } else if (colour === LEFT) found.left.push(commit);
      else if (colour === RIGHT) found.right.push(commit);
      for (const parent of await commits.parentsOf(commit)) painting.add(parent, colour);
    }
    return { ...found, mergeBases: found.mergeBases.sort((x, y) => y.seconds - x.seconds) };
  }
}

const LEFT = 1;
const RIGHT = 2;
const BOTH = LEFT | RIGHT;
/** Below a merge base, and so of no more interest. */
const BELOW = 4;

/** Commits still to be looked at, by generation, with the colours that their descendants gave them. */
class Painting {
  readonly #waiting = new Map<number, Map<string, { commit: GraphCommit; colour: number }>>();
  /** How many of those waiting are not below a merge base. */
  #open = 0;
  #generation = 0;

  add(commit: GraphCommit, colour: number): void {
    this.#generation = Math.max(this.#generation, commit.generation);
    const peers = this.#waiting.get(commit.generation) ?? new Map<string, never>();
    this.#waiting.set(commit.generation, peers);
    const known = peers.get(commit.id);
    const after = (known?.colour ?? 0) | colour;
    if (known !== undefined && (known.colour & BELOW) === 0) this.#open--;
    if ((after & BELOW) === 0) this.#open++;
    peers.set(commit.id, { commit, colour: after });
  }

  /** A commit of the highest generation; undefined when only those below the merge bases are left. */
  take(): { commit: GraphCommit; colour: number } | undefined {
    if (this.#open === 0) return undefined;
    for (; this.#generation > 0; this.#generation--) {
      const peers = this.#waiting.get(this.#generation);
      for (const [id, next] of peers ?? []) {
        peers?.delete(id);
        if ((next.colour & BELOW) === 0) this.#open--;
        return next;
      }
      this.#waiting.delete(this.#generation);
    }
    return undefined;
  }
}

/** Generations that the first window covers, and the last. */
const FIRST_WINDOW = 32;
const LAST_WINDOW = 16_384;

/** Commits read so far: from each point on downwards all of some generations, and twice as many the next time. */
class Window {
  readonly #manager: EntityManager;
  readonly #projectId: string;
  readonly #commits = new Map<string, GraphCommit>();
  #size = FIRST_WINDOW;
  /** The lowest generation that was read whole. */
  #floor = Infinity;

  constructor(manager: EntityManager, projectId: string) {
    this.#manager = manager;
    this.#projectId = projectId;
  }

  get size(): number {
    return this.#commits.size;
  }

  async read<const Ids extends readonly string[]>(ids: Ids): Promise<{ [K in keyof Ids]: GraphCommit }> {
    const missing = ids.filter((id) => !this.#commits.has(id));
    if (missing.length > 0) await this.#query(missing, 0, 0);
    return ids.map((id) => this.#known(id)) as { [K in keyof Ids]: GraphCommit };
  }

  /** Asked from high generations to low ones. */
  async parentsOf({ parents, generation }: GraphCommit): Promise<GraphCommit[]> {
    const missing = parents.filter((id) => !this.#commits.has(id));
    if (missing.length > 0) {
      const to = Math.min(this.#floor, generation) - 1;
      this.#floor = Math.max(to - this.#size, 0) + 1;
      this.#size = Math.min(this.#size * 2, LAST_WINDOW);
      await this.#query(missing, this.#floor, to);
    }
    return parents.map((id) => this.#known(id));
  }

  async #query(ids: readonly string[], from: number, to: number): Promise<void> {
    // As one text: for thousands of commits, rows with lists in them take longer to read than the database to find.
    const [row] = await this.#manager.query<{ list: string | null }[]>(
      `SELECT string_agg(concat_ws(' ', id, generation, extract(epoch FROM created_at), NULLIF(array_to_string(parents, ' '), '')), E'\\n') AS list
       FROM (
         SELECT * FROM commits WHERE project_id = $1 AND generation BETWEEN $3 AND $4
         UNION ALL
         SELECT * FROM commits WHERE project_id = $1 AND id = ANY ($2) AND generation NOT BETWEEN $3 AND $4
       ) AS wanted`,
      [this.#projectId, ids, from, to],
    );
    for (const line of row?.list?.split('\n') ?? []) {
      const [id = '', generation, seconds, ...parents] = line.split(' ');
      this.#commits.set(id, { id, parents, generation: Number(generation), seconds: Number(seconds) });
    }
  }

  #known(id: string): GraphCommit {
    const commit = this.#commits.get(id);
    if (commit === undefined) throw new Error(`commit ${id} is not in the index of the project`);
    return commit;
  }
}
