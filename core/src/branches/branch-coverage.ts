import type { Branch } from './branches-of';

export interface BranchCoverage extends Branch {
  /** How many of the tests came here. */
  readonly reachedBy: number;
}

/** What several renderings reached together: `reached` holds the ids that each of them told (`onBranch`). */
export function branchCoverage(
  branches: readonly Branch[],
  reached: readonly ReadonlySet<string>[],
): BranchCoverage[] {
  return branches.map((branch) => ({
    ...branch,
    reachedBy: reached.filter((ids) => ids.has(branch.id)).length,
  }));
}
