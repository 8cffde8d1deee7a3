import type { GraphCommit } from '../commit-graph';

/** Commits in the order of `git rev-list --date-order`: no parent before all of its children, else the newest first. */
export function dateOrder(commits: readonly GraphCommit[]): GraphCommit[] {
  const byId = new Map(commits.map((commit) => [commit.id, commit]));
  const children = new Map<string, number>();
  for (const { parents } of commits)
    for (const parent of parents) children.set(parent, (children.get(parent) ?? 0) + 1);
  const ready = new NewestFirst();
  for (const commit of commits) if (!children.has(commit.id)) ready.add(commit);
  const ordered: GraphCommit[] = [];
  for (let commit = ready.take(); commit !== undefined; commit = ready.take()) {
    ordered.push(commit);
    for (const id of commit.parents) {
      const left = (children.get(id) ?? 0) - 1;
      children.set(id, left);
      const parent = byId.get(id);
      if (left === 0 && parent !== undefined) ready.add(parent);
    }
  }
  return ordered;
}

interface Entry {
  readonly commit: GraphCommit;
  /** Of two commits of one second the one that was added first comes first, as in Git. */
  readonly turn: number;
}

/** A binary heap. */
class NewestFirst {
  readonly #entries: Entry[] = [];
  #turns = 0;

  add(commit: GraphCommit): void {
    const entries = this.#entries;
    let at = entries.push({ commit, turn: this.#turns++ }) - 1;
    for (let above = (at - 1) >> 1; at > 0 && this.#before(at, above); above = (at - 1) >> 1) {
      this.#swap(at, above);
      at = above;
    }
  }

  take(): GraphCommit | undefined {
    const entries = this.#entries;
    const first = entries[0];
    const last = entries.pop();
    if (first === undefined || last === undefined || entries.length === 0) return first?.commit;
    entries[0] = last;
    for (let at = 0; ;) {
      let best = at;
      for (const below of [2 * at + 1, 2 * at + 2])
        if (below < entries.length && this.#before(below, best)) best = below;
      if (best === at) return first.commit;
      this.#swap(at, best);
      at = best;
    }
  }

  #before(a: number, b: number): boolean {
    const [x, y] = [this.#at(a), this.#at(b)];
    return x.commit.seconds === y.commit.seconds ? x.turn < y.turn : x.commit.seconds > y.commit.seconds;
  }

  #swap(a: number, b: number): void {
    [this.#entries[a], this.#entries[b]] = [this.#at(b), this.#at(a)];
  }

  #at(index: number): Entry {
    const entry = this.#entries[index];
    if (entry === undefined) throw new RangeError(`no entry ${index}`);
    return entry;
  }
}
