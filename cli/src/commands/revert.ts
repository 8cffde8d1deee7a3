import { Command } from 'commander';
import { bringOne, type BringOneOptions, SETTLING, withBringOneOptions } from '../hub/bring-changes';

export function revertCommand(): Command {
  const command = new Command('revert').description('Take back what one version changed.');
  return withBringOneOptions(command, 'a branch of the hub; default: the current branch')
    .addHelpText(
      'after',
      `${SETTLING}

Examples:
  $ prompthub revert 9f2c1e5
  $ prompthub revert 9f2c1e5 --branch production -m "Back to the short answer"`,
    )
    .action((commit: string, options: BringOneOptions) =>
      bringOne('revert', (project, request) => project.revert(request), { commit, options }),
    );
}
