import type { CommitPage } from '@prompthub/protocol';

export type HistoryCommit = CommitPage['items'][number];

/** Loads a page of every version of a project, none before its children. */
export type LoadPage = (cursor: string | undefined) => Promise<CommitPage>;

/**
 * What can be reached from some commits, newest first. The hub lists every version, so that what no wanted commit leads to is left
 * out here; when all lines have reached their ends, no more is asked for.
 */
export class HistoryWalk {
  readonly #load: LoadPage;
  /** Commits that are wanted and have not come yet. */
  readonly #awaited: Set<string>;
  #cursor: string | undefined;
  #isDone: boolean;

  constructor(load: LoadPage, roots: Iterable<string>) {
    this.#load = load;
    this.#awaited = new Set(roots);
    this.#isDone = this.#awaited.size === 0;
  }

  /** Whether there may be more. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The wanted commits of the next page; a page may hold none of them. */
  async next(): Promise<HistoryCommit[]> {
    if (this.#isDone) return [];
    const { items, nextCursor } = await this.#load(this.#cursor);
    const found = items.filter(({ id, parents }) => {
      if (!this.#awaited.delete(id)) return false;
      for (const parent of parents) this.#awaited.add(parent);
      return true;
    });
    this.#cursor = nextCursor;
    this.#isDone = nextCursor === undefined || this.#awaited.size === 0;
    return found;
  }
}
