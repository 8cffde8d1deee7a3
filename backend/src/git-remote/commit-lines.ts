import { uuidV7 } from '../common/uuid';

/** Where a commit stands: a line, and how many first parents lie before it, itself counted. */
export interface LinePlace {
  readonly line: string;
  readonly position: number;
}

export interface NewLine {
  readonly id: string;
  /** Where it forks off; undefined for a history that begins with it. */
  readonly parent: LinePlace | undefined;
}

/** A branch that is to stand at `to`; `from` with its line is where it stands now. */
export interface BranchStep {
  readonly to: string;
  readonly from: { readonly head: string; readonly line: string } | undefined;
}

export interface LinePlan {
  /** Of every new commit. */
  readonly places: ReadonlyMap<string, LinePlace>;
  readonly lines: readonly NewLine[];
  /** The line that what comes next on the branch goes to, for each of the steps. */
  readonly branchLines: readonly string[];
}

/**
 * Gives new commits their lines: runs of first parents. A run that begins at a branch's head goes on with that branch's
 * line; every other one is a line of its own, and so is what will follow on a branch that moves to a place inside of one.
 * `fresh` has the first parent of each new commit (undefined: none), parents before children; `placeOf` knows the others.
 */
export function planLines(
  fresh: ReadonlyMap<string, string | undefined>,
  steps: readonly BranchStep[],
  placeOf: (stored: string) => LinePlace,
): LinePlan {
  const positions = new Map<string, number>();
  const positionOf = (id: string) => positions.get(id) ?? placeOf(id).position;
  for (const [id, parent] of fresh) positions.set(id, parent === undefined ? 1 : positionOf(parent) + 1);
  const lineOf = new Map<string, string>();
  const place = (id: string) => {
    const line = lineOf.get(id);
    return line === undefined ? placeOf(id) : { line, position: positionOf(id) };
  };
  const forks: { id: string; parent: string | undefined }[] = [];
  const fork = (parent: string | undefined) => {
    const id = uuidV7();
    forks.push({ id, parent });
    return id;
  };
  /** The line of the run that ends at `tip`; undefined when it has one already. */
  const run = (tip: string, going?: BranchStep['from']) => {
    const chain: string[] = [];
    let at: string | undefined = tip;
    for (; at !== undefined && fresh.has(at) && !lineOf.has(at); at = fresh.get(at)) chain.push(at);
    if (chain.length === 0) return undefined;
    const line = going !== undefined && at === going.head ? going.line : fork(at);
    for (const id of chain) lineOf.set(id, line);
    return line;
  };
  const branchLines = steps.map(({ to, from }) => run(to, from) ?? fork(to));
  for (const id of [...fresh.keys()].reverse()) run(id);
  return {
    places: new Map([...fresh.keys()].map((id) => [id, place(id)])),
    lines: forks.map(({ id, parent }) => ({ id, parent: parent === undefined ? undefined : place(parent) })),
    branchLines,
  };
}
