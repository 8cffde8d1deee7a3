import type { Branch } from '@prompthub/protocol';
import { shortId } from '../environments/environment-text';
import { relativeTime } from '../versions/relative-time';

export interface BranchChoice {
  readonly label: string;
  readonly description: string;
  readonly branch: Branch;
}

/** Branches to choose from: the one that the folder is on first, then what was last worked on. */
export function branchChoices(branches: readonly Branch[], current: string, now: number): BranchChoice[] {
  const isCurrent = ({ name }: Branch) => name === current;
  const order = (a: Branch, b: Branch) =>
    Number(isCurrent(b)) - Number(isCurrent(a)) ||
    Date.parse(b.updatedAt) - Date.parse(a.updatedAt) ||
    a.name.localeCompare(b.name);
  return [...branches].sort(order).map((branch) => {
    const marks = [isCurrent(branch) && 'current', branch.protected && '$(lock) protected'];
    const facts = [...marks, shortId(branch.head), relativeTime(branch.updatedAt, now)];
    return {
      label: `$(${isCurrent(branch) ? 'check' : 'git-branch'}) ${branch.name}`,
      description: facts.filter(Boolean).join(' · '),
      branch,
    };
  });
}
