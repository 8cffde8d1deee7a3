import { decodeTree, encodeBlob, type TreeEntry } from '@prompthub/protocol';
import { type StoredObject, withId } from '../git-hash';
import { type Edit, editTree } from '../tree-editing';
import { type MergeSources, mergeTrees, type PathConflict } from './merge-trees';

/** What a merge has to know of the commits before it. */
export interface Ancestry {
  readonly treeOf: (commit: string) => Promise<string>;
  /** The best common ancestors of two commits. */
  readonly mergeBases: (one: string, other: string) => Promise<readonly string[]>;
}

export interface CommonBase {
  /** Undefined for an empty tree. */
  readonly root: string | undefined;
  /** Reads what the given sources read, and the trees and blobs that the base is made of. */
  readonly sources: MergeSources;
}

/** Of branches that merged each other over and over, so many generations of merges are looked at. */
const MAX_DEPTH = 16;

const LABELS = { base: 'common ancestors', ours: 'one ancestor', theirs: 'another ancestor' };

/**
 * The tree that a merge starts from. Branches that merged each other have several best common ancestors; these are
 * merged among themselves first, as Git's `ort` does: texts keep their conflicts between markers, and what is no text
 * stays as it was before. Nothing is stored. The order of the ancestors does not matter.
 */
export async function commonBase(
  commits: readonly string[],
  ancestry: Ancestry,
  sources: MergeSources,
): Promise<CommonBase> {
  const made = new Made(sources);
  const root = await new BaseMerger(ancestry, made).merged(commits, MAX_DEPTH);
  return { root, sources: made };
}

class BaseMerger {
  readonly #ancestry: Ancestry;
  readonly #made: Made;
  readonly #done = new Map<string, string | undefined>();

  constructor(ancestry: Ancestry, made: Made) {
    this.#ancestry = ancestry;
    this.#made = made;
  }

  async merged(commits: readonly string[], depth: number): Promise<string | undefined> {
    const [first, ...others] = [...new Set(commits)].sort();
    if (first === undefined) return undefined;
    const key = [first, ...others].join();
    if (this.#done.has(key)) return this.#done.get(key);
    let root: string | undefined = await this.#ancestry.treeOf(first);
    const within = [first];
    for (const other of depth > 0 ? others : []) {
      const bases: string[] = [];
      for (const one of within) bases.push(...(await this.#ancestry.mergeBases(one, other)));
      const base = await this.merged(bases, depth - 1);
      root = await this.#merge({ base, ours: root, theirs: await this.#ancestry.treeOf(other) });
      within.push(other);
    }
    this.#done.set(key, root);
    return root;
  }

  async #merge(roots: Parameters<typeof mergeTrees>[0]): Promise<string | undefined> {
    const { edits, blobs, conflicts } = await mergeTrees(roots, this.#made, LABELS);
    const settled = new Map<string, Edit>(edits);
    this.#made.add(blobs);
    for (const conflict of conflicts) settled.set(conflict.path, this.#compromise(conflict));
    const edited = await editTree(roots.ours, settled, this.#made.readTree);
    this.#made.add(edited.trees);
    return edited.root?.id;
  }

  #compromise({ kind, file, blobs }: PathConflict): string | null {
    const text = file?.result.text;
    if (kind !== 'content' || text === undefined) return blobs.base ?? null;
    const blob = withId(encodeBlob(text));
    this.#made.add([blob]);
    return blob.id;
  }
}

/** Objects that exist in memory only, before those that are stored. */
class Made implements MergeSources {
  readonly #stored: MergeSources;
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #blobs = new Map<string, Uint8Array>();

  constructor(stored: MergeSources) {
    this.#stored = stored;
  }

  add(objects: readonly StoredObject[]): void {
    for (const object of objects) {
      if (object.type === 'tree') this.#trees.set(object.id, decodeTree(object));
      else this.#blobs.set(object.id, object.content);
    }
  }

  readonly readTree: MergeSources['readTree'] = async (ids) =>
    withMade(ids, this.#trees, this.#stored.readTree);

  readonly readBlobs: MergeSources['readBlobs'] = async (ids) =>
    withMade(ids, this.#blobs, this.#stored.readBlobs);

  readonly readSizes: MergeSources['readSizes'] = async (ids) => {
    const made = new Map([...this.#blobs].map(([id, content]) => [id, content.length]));
    return withMade(ids, made, this.#stored.readSizes);
  };
}

async function withMade<T>(
  ids: readonly string[],
  made: ReadonlyMap<string, T>,
  read: (ids: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  const others = ids.filter((id) => !made.has(id));
  const found = new Map(others.length > 0 ? await read(others) : []);
  for (const id of ids) {
    const object = made.get(id);
    if (object !== undefined) found.set(id, object);
  }
  return found;
}
