interface BranchFacts {
  readonly project: string;
  readonly branch: string;
  /** How many files were changed here, and how many of them at the hub as well. */
  readonly changed: number;
  readonly conflicts: number;
  /** Commits of the hub that are not here; undefined when that is not known. */
  readonly behind: number | undefined;
  /** Commits that wait for the hub. */
  readonly ahead: number;
}

/** What the status bar says of the branch, in the signs that Git's item has: `main* 2↓ 1↑`. */
export function branchText({ branch, changed, conflicts, behind = 0, ahead }: BranchFacts): string {
  const signs = `${conflicts > 0 ? '!' : ''}${changed > 0 ? '*' : ''}`;
  const arrows = [behind > 0 && `${behind}↓`, ahead > 0 && `${ahead}↑`].filter(Boolean);
  return [`$(git-branch) ${branch}${signs}`, ...arrows].join(' ');
}

/** The same in words, a line each. */
export function branchTooltip(facts: BranchFacts): string {
  const { project, branch, changed, conflicts, behind, ahead } = facts;
  const lines = [
    `Branch ${branch} of ${project}`,
    conflicts > 0 && `${files(conflicts)} changed here and on the hub`,
    changed > 0 && `${files(changed)} changed here`,
    behind !== undefined && behind > 0 && `${commits(behind)} on the hub to pull`,
    ahead > 0 && `${commits(ahead)} to send to the hub`,
    'Click to switch',
  ];
  return lines.filter(Boolean).join('\n');
}

const files = (count: number): string => (count === 1 ? '1 file' : `${count} files`);
const commits = (count: number): string => (count === 1 ? '1 commit' : `${count} commits`);
