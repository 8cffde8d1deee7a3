import type { WalkedCommit } from './commit-walk';
import type { KeptHistory } from './kept-pack';

/** Commits that a kept pack does not have. */
export interface Division {
  /** Those that it is to have from now on, with the new tip first; none when it does well as it is. */
  readonly trunk: readonly WalkedCommit[];
  readonly others: readonly WalkedCommit[];
}

/** A pack grows when there is so much more than it has, and at least so many commits. */
const GROWTH = 1 / 16;
const LEAST_COMMITS = 100;

/**
 * Divides a whole history, descendants first, beside what is kept of it. Undefined when that does not belong to it: the tip is gone, or
 * what is new has gone on without it.
 */
export function divideCommits(
  commits: readonly WalkedCommit[],
  kept: KeptHistory | undefined,
): Division | undefined {
  if (kept === undefined) return divideAnew(commits);
  if (!commits.some(({ id }) => id === kept.tip)) return undefined;
  const fresh = without(commits, kept);
  if (fresh.length < Math.max(kept.commits * GROWTH, LEAST_COMMITS)) return { trunk: [], others: fresh };
  const division = divideAnew(fresh);
  return division.trunk.some(({ parents }) => parents.includes(kept.tip)) ? division : undefined;
}

/** The first commit with its ancestors, and the others. */
export function divideAnew(commits: readonly WalkedCommit[]): Division {
  const wanted = new Set(commits.slice(0, 1).map(({ id }) => id));
  const trunk: WalkedCommit[] = [];
  const others: WalkedCommit[] = [];
  for (const commit of commits) {
    if (wanted.has(commit.id)) for (const parent of commit.parents) wanted.add(parent);
    (wanted.has(commit.id) ? trunk : others).push(commit);
  }
  return { trunk, others };
}

/** As all that is kept is among them, their number says how many are new; these come first mostly. */
function without(commits: readonly WalkedCommit[], kept: KeptHistory): WalkedCommit[] {
  const fresh: WalkedCommit[] = [];
  for (const commit of commits) {
    if (fresh.length === commits.length - kept.commits) break;
    if (!kept.ids.has(commit.id)) fresh.push(commit);
  }
  return fresh;
}
