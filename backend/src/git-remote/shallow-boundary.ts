import type { EntityManager } from 'typeorm';
import { walkDown } from './commit-walk';
import { FetchRefusedError } from './git-problems';

/** How far back a client wants the history: so many versions, or what is newer than a time and not on other refs. */
export type Deepening =
  | {
      /** Versions along each way back, the wanted ones counted; Infinity for all. */
      readonly depth: number;
      /** Counted from where the client's history ends, not from what is wanted. */
      readonly relative: boolean;
    }
  | {
      /** Unix time in seconds. */
      readonly since: number | undefined;
      /** Commits that are left out with their history. */
      readonly not: readonly string[];
    };

export interface ShallowRequest {
  readonly wants: readonly string[];
  /** Commits of the project whose parents the client does not have. */
  readonly shallow: readonly string[];
  readonly deepening: Deepening | undefined;
}

/** Where a history ends that has not all versions. */
export interface Boundary {
  /** What the client is told: commits that come without their parents, and those whose parents come now. */
  readonly shallow: readonly string[];
  readonly unshallow: readonly string[];
  /** All whose parents are not to be looked at: what is behind them is wanted by itself, or not at all. */
  readonly cut: ReadonlySet<string>;
  /** Wanted besides: parents of those that are shallow no more. */
  readonly wants: readonly string[];
}

/** Commits within reach: those whose parents come as well, and the last ones. */
interface Reach {
  readonly inner: ReadonlySet<string>;
  readonly last: ReadonlySet<string>;
}

/** @throws FetchRefusedError when nothing is newer than the time that the client names. */
export async function shallowBoundary(
  manager: EntityManager,
  projectId: string,
  request: ShallowRequest,
): Promise<Boundary> {
  const { shallow, deepening } = request;
  const { inner, last } = await reachOf(new History(manager, projectId), request, deepening);
  const known = new Set(shallow);
  const unshallow = shallow.filter((id) => inner.has(id));
  return {
    shallow: [...last].filter((id) => !known.has(id)),
    unshallow,
    cut: new Set([...shallow, ...last]),
    wants: unshallow.length === 0 ? [] : await parentsOf(manager, projectId, unshallow),
  };
}

async function reachOf(
  history: History,
  { wants, shallow }: ShallowRequest,
  deepening: Deepening | undefined,
): Promise<Reach> {
  if (deepening === undefined) return { inner: new Set(), last: new Set() };
  if (!('depth' in deepening)) return history.newer(wants, deepening);
  if (deepening.depth === Infinity) return { inner: new Set(shallow), last: new Set() };
  if (!deepening.relative) return history.within(wants, deepening.depth);
  return history.within(await history.reached(wants, shallow), deepening.depth + 1);
}

class History {
  readonly #manager: EntityManager;
  readonly #projectId: string;

  constructor(manager: EntityManager, projectId: string) {
    this.#manager = manager;
    this.#projectId = projectId;
  }

  /** What is at most `depth` versions back on the shortest way. */
  async within(from: readonly string[], depth: number): Promise<Reach> {
    const depths = new Map(from.map((id) => [id, 1]));
    const inner = new Set<string>();
    const last = new Set<string>();
    const isOpen = () => depths.size > 0;
    for await (const { id, parents } of this.#walk(from, isOpen)) {
      const own = depths.get(id);
      if (own === undefined) continue;
      depths.delete(id);
      if (own >= depth) last.add(id);
      else {
        inner.add(id);
        for (const parent of parents) depths.set(parent, Math.min(own + 1, depths.get(parent) ?? Infinity));
      }
    }
    return { inner, last };
  }

  /** Those of `targets` that are in the history of `from`. */
  async reached(from: readonly string[], targets: readonly string[]): Promise<string[]> {
    const open = new Set(from);
    const missing = new Set(targets);
    const isOpen = () => open.size > 0 && missing.size > 0;
    for await (const { id, parents } of this.#walk([...from, ...targets], isOpen)) {
      if (!open.delete(id)) continue;
      missing.delete(id);
      for (const parent of parents) open.add(parent);
    }
    return targets.filter((id) => !missing.has(id));
  }

  /** What was committed after a time, and is not in the history of `not`; what comes before an older one is older. */
  async newer(
    from: readonly string[],
    { since, not }: { since: number | undefined; not: readonly string[] },
  ): Promise<Reach> {
    const open = new Set(from);
    const left = new Set(not);
    const kept = new Map<string, readonly string[]>();
    const walk = { from: [...from, ...not], isOpen: () => open.size > 0, dated: true };
    for await (const { id, parents, seconds = 0 } of walkDown(this.#manager, this.#projectId, walk)) {
      const wanted = open.delete(id);
      const excluded = left.delete(id);
      if (!wanted && !excluded) continue;
      const old = excluded || (since !== undefined && seconds < since);
      if (!old) kept.set(id, parents);
      for (const parent of parents) {
        if (old) left.add(parent);
        if (old) open.delete(parent);
        else if (!left.has(parent)) open.add(parent);
      }
    }
    if (kept.size === 0)
      throw new FetchRefusedError('no version is as new as that, or on no other of these refs');
    const last = [...kept].filter(([, parents]) => parents.some((parent) => !kept.has(parent)));
    const ends = new Set(last.map(([id]) => id));
    return { inner: new Set([...kept.keys()].filter((id) => !ends.has(id))), last: ends };
  }

  #walk(from: readonly string[], isOpen: () => boolean) {
    return walkDown(this.#manager, this.#projectId, { from, isOpen });
  }
}

async function parentsOf(
  manager: EntityManager,
  projectId: string,
  ids: readonly string[],
): Promise<string[]> {
  const rows = await manager.query<{ id: string }[]>(
    'SELECT DISTINCT unnest(parents) AS id FROM commits WHERE project_id = $1 AND id = ANY ($2)',
    [projectId, ids],
  );
  return rows.map(({ id }) => id);
}
