import { type CommitRow, findCommit, pathHistory, type PathVersion } from '../commit-index';
import type { Repository } from './rename-source';

const FIRST_READ = 8;
const LAST_READ = 256;
/** Bytes of text that one read ahead may bring. */
const AHEAD_BYTES = 4 << 20;

type At = Pick<CommitRow, 'line_id' | 'position'>;

/** Versions of paths and their texts, read ahead along first parents: a statement brings twice as many each time. */
export class PathVersions {
  readonly #repository: Repository;
  /** The version before another one along first parents, by path and place; null when there is none. */
  readonly #before = new Map<string, PathVersion | null>();
  #texts = new Map<string, string>();
  #amount = FIRST_READ;

  constructor(repository: Repository) {
    this.#repository = repository;
  }

  /** What changed `path` last at a commit or before it, along first parents. */
  async lastAt(path: string, { line_id, position }: At): Promise<PathVersion | undefined> {
    return this.#lastBefore(path, { line_id, position: position + 1 });
  }

  /** What changed `path` last in the parents of a version, each along its first parents; parents in their order. */
  async inParents(path: string, version: PathVersion): Promise<(PathVersion | undefined)[]> {
    const [first, ...others] = version.parents;
    const found = first === undefined ? [] : [await this.#lastBefore(path, version)];
    for (const id of others) {
      const parent = await findCommit(this.#repository.manager, this.#repository.projectId, id);
      found.push(parent === undefined ? undefined : await this.lastAt(path, parent));
    }
    return found;
  }

  /** The text of a version, which must have one. With it those of the versions before it come into memory. */
  async text(path: string, version: PathVersion): Promise<string> {
    const blob = version.after ?? '';
    const known = this.#texts.get(blob);
    if (known !== undefined) return known;
    const { manager, projectId, objects } = this.#repository;
    const ahead = [blob];
    let next = this.#before.get(keyOf(path, version));
    while (next && ahead.length < LAST_READ) {
      if (next.after !== null) ahead.push(next.after);
      next = this.#before.get(keyOf(path, next));
    }
    const sizes = await objects.sizes(manager, projectId, ahead);
    let bytes = 0;
    const wanted = ahead.filter((id, at) => (bytes += sizes.get(id) ?? 0) <= AHEAD_BYTES || at === 0);
    this.#texts = await objects.texts(manager, projectId, wanted);
    return this.#texts.get(blob) ?? '';
  }

  async #lastBefore(path: string, at: At): Promise<PathVersion | undefined> {
    const key = keyOf(path, at);
    const known = this.#before.get(key);
    if (known !== undefined) return known ?? undefined;
    const limit = this.#amount;
    const from = { line_id: at.line_id, position: at.position - 1 };
    const versions = await pathHistory(this.#repository.manager, path, { from, before: undefined, limit });
    this.#amount = Math.min(limit * 2, LAST_READ);
    let later = key;
    for (const version of versions) {
      this.#before.set(later, version);
      later = keyOf(path, version);
    }
    if (versions.length < limit) this.#before.set(later, null);
    return versions[0];
  }
}

const keyOf = (path: string, { line_id, position }: At): string => `${line_id} ${position} ${path}`;
