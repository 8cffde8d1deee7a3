import { Argument, Command } from 'commander';
import { bringChanges, type BringOptions, SETTLING, withBringOptions } from '../hub/bring-changes';

interface MergeOptions extends Omit<BringOptions, 'branch'> {
  readonly into?: string;
  readonly ff: boolean;
}

export function mergeCommand(): Command {
  const command = new Command('merge')
    .description('Bring all that one branch of the hub has to another.')
    .addArgument(new Argument('<from>', 'a branch or a commit'))
    .option('--into <branch>', 'the branch that gets it; default: the current branch')
    .option('--no-ff', 'make a version even where the branch could simply move forward');
  return withBringOptions(command)
    .addHelpText(
      'after',
      `${SETTLING}

Examples:
  $ prompthub merge shorter-replies
  $ prompthub merge shorter-replies --preview
  $ prompthub merge shorter-replies --conflicts ./settle
  $ prompthub merge 9f2c1e5b… --head 4d3c5b6a… --resolved ./settle`,
    )
    .action(merge);
}

async function merge(from: string, { into, ff, ...options }: MergeOptions): Promise<void> {
  await bringChanges(
    { ...options, branch: into },
    {
      ask: (copy, branch, request) =>
        copy.project.merge({ from, into: branch, noFastForward: !ff, ...request }),
      again: (commit, branch) => ['prompthub', 'merge', commit, '--into', branch],
    },
  );
}
