import type { EntityManager } from 'typeorm';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import { changedEntries } from './changed-entries';
import { commonEnds, deltaBetween } from './delta-writing';
import type { WalkedCommit } from './commit-walk';
import type { IdList } from './id-list';
import type { ObjectFilter } from './object-filter';
import { slices } from './slices';

/** An object of a pack: whole, or as a change of another one of the same pack. */
export interface PackEntry {
  readonly id: string;
  readonly delta?: { readonly base: string; readonly bytes: Buffer };
}

/** What a client is to get. */
export interface PackOrder {
  /** Descendants first. One without parents comes with all that it holds. */
  readonly commits: readonly WalkedCommit[];
  readonly tags: readonly string[];
  /** With all that they hold. */
  readonly trees: readonly string[];
  readonly blobs: readonly string[];
  /** Holds for what is not ordered by its id. */
  readonly filter: ObjectFilter;
}

/** Commits whose trees are compared at once, and whose blobs are looked up at once. */
const TREES_AT_ONCE = 50;
const BLOBS_AT_ONCE = 1_000;
/** Bytes of trees kept while the next ones are compared with them. */
const HELD_BYTES = 16 << 20;
/** Changes of changes of …: more make reading slow (Git's own `pack.depth` is 50). */
const MOST_CHAINED = 50;
const NOTHING = Buffer.alloc(0);

/** A folder of a version, and the same folder in the version before. */
interface Step {
  readonly id: string;
  readonly before: string | undefined;
  /** Its files come with it; otherwise the index knows which of them are new. */
  readonly whole: boolean;
}

/** Finds what a pack must hold. Keeps ids and small changes only; contents are read again when they are sent. */
export class PackContents {
  readonly #manager: EntityManager;
  readonly #projectId: string;
  readonly #atHand: IdList | undefined;
  #entries: PackEntry[] = [];
  /** Ids in the pack, and how many changes lie upon each other to make the object. */
  readonly #planned = new Map<string, number>();
  readonly #held = new LeastRecentlyUsed<Buffer>(HELD_BYTES);
  /** Files of folders that come whole. */
  readonly #files = new Set<string>();

  /** What is in `atHand` need not be in the pack. */
  constructor(manager: EntityManager, projectId: string, atHand?: IdList) {
    this.#manager = manager;
    this.#projectId = projectId;
    this.#atHand = atHand;
  }

  /** What is ordered, and what each commit holds that its first parent does not: who gets the pack has that one, or gets it too. */
  async of({ commits, tags, trees, blobs, filter }: PackOrder): Promise<readonly PackEntry[]> {
    this.#entries = [];
    for (const id of new Set([...tags, ...blobs])) this.#plan({ id });
    for (const { id } of commits) this.#plan({ id });
    await this.#addTrees(trees.map((id) => ({ id, before: undefined, whole: true })));
    if (filter.trees) await this.#addTreesOf(commits);
    if (filter.blobsBelow === 0) return this.#entries;
    for (const ids of slices([...this.#files], BLOBS_AT_ONCE)) await this.#addBlobs(ids, filter);
    const others = commits.filter(({ parents }) => parents.length > 0);
    for (const batch of slices(others, BLOBS_AT_ONCE))
      await this.#addBlobs(await this.#changedBlobs(batch.map(({ id }) => id)), filter);
    return this.#entries;
  }

  #has(id: string): boolean {
    return this.#planned.has(id) || this.#atHand?.has(id) === true;
  }

  #plan(entry: PackEntry, chained = 0): void {
    this.#planned.set(entry.id, chained);
    this.#entries.push(entry);
  }

  async #addTreesOf(commits: readonly WalkedCommit[]): Promise<void> {
    const trees = await this.#treesOf(commits);
    for (const batch of slices(commits.toReversed(), TREES_AT_ONCE)) {
      await this.#addTrees(
        batch.map(({ tree, parents: [first] }) => ({
          id: tree,
          before: trees.get(first ?? ''),
          whole: first === undefined,
        })),
      );
    }
  }

  /** The trees of the commits and of their first parents, by commit. */
  async #treesOf(commits: readonly WalkedCommit[]): Promise<Map<string, string>> {
    const trees = new Map(commits.map(({ id, tree }) => [id, tree]));
    const others = commits.flatMap(({ parents: [first] }) =>
      first === undefined || trees.has(first) ? [] : [first],
    );
    const rows = await this.#manager.query<{ id: string; tree: string }[]>(
      'SELECT id, tree FROM commits WHERE project_id = $1 AND id = ANY ($2)',
      [this.#projectId, others],
    );
    for (const { id, tree } of rows) trees.set(id, tree);
    return trees;
  }

  async #addTrees(roots: readonly Step[]): Promise<void> {
    for (let steps = roots; steps.length > 0;) {
      const fresh = steps.filter(({ id, before }) => id !== before && !this.#has(id));
      const contents = await this.#read(fresh);
      steps = fresh.flatMap((step) => this.#addTree(step, contents));
    }
  }

  /** @returns the folders in it that are to be looked at next. */
  #addTree({ id, before, whole }: Step, contents: ReadonlyMap<string, Buffer>): Step[] {
    if (this.#has(id)) return [];
    const old = contents.get(before ?? '') ?? NOTHING;
    const content = contents.get(id);
    if (content === undefined) throw new Error(`tree ${id} is missing from the project`);
    const ends = commonEnds(old, content);
    const delta = deltaBetween(old, content, ends);
    const chained = (this.#planned.get(before ?? '') ?? MOST_CHAINED) + 1;
    if (before !== undefined && chained <= MOST_CHAINED && delta.length < content.length / 4)
      this.#plan({ id, delta: { base: before, bytes: delta } }, chained);
    else this.#plan({ id });
    const changed = changedEntries(old, content, ends);
    if (whole) for (const { isFolder, id: file } of changed.after) if (!isFolder) this.#files.add(file);
    const folders = new Map(changed.before.map((entry) => [entry.name, entry]));
    return changed.after
      .filter(({ isFolder }) => isFolder)
      .map((entry) => {
        const same = folders.get(entry.name);
        return { id: entry.id, before: same?.isFolder === true ? same.id : undefined, whole };
      });
  }

  async #read(steps: readonly Step[]): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    const missing = new Set<string>();
    for (const id of steps.flatMap((step) => [step.id, step.before ?? step.id])) {
      const held = this.#held.get(id);
      if (held === undefined) missing.add(id);
      else found.set(id, held);
    }
    const rows = await this.#manager.query<{ id: string; content: Buffer }[]>(
      'SELECT id, content FROM git_objects WHERE project_id = $1 AND id = ANY ($2)',
      [this.#projectId, [...missing]],
    );
    for (const { id, content } of rows) {
      found.set(id, content);
      this.#held.set(id, content, content.length);
    }
    return found;
  }

  async #changedBlobs(commits: readonly string[]): Promise<string[]> {
    const rows = await this.#manager.query<{ after: string }[]>(
      'SELECT DISTINCT after FROM commit_paths WHERE commit_id = ANY ($1) AND after IS NOT NULL',
      [commits],
    );
    return rows.map(({ after }) => after);
  }

  async #addBlobs(ids: readonly string[], { blobsBelow }: ObjectFilter): Promise<void> {
    const small = blobsBelow === Infinity ? ids : await this.#below(ids, blobsBelow);
    for (const id of small) if (!this.#has(id)) this.#plan({ id });
  }

  async #below(ids: readonly string[], bytes: number): Promise<string[]> {
    const rows = await this.#manager.query<{ id: string }[]>(
      'SELECT id FROM git_objects WHERE project_id = $1 AND id = ANY ($2) AND size < $3::float8',
      [this.#projectId, ids, bytes],
    );
    return rows.map(({ id }) => id);
  }
}
