import { Command } from 'commander';
import { bringOne, type BringOneOptions, SETTLING, withBringOneOptions } from '../hub/bring-changes';

export function cherryPickCommand(): Command {
  const command = new Command('cherry-pick').description('Do on another branch what one version changed.');
  return withBringOneOptions(command, 'the branch that gets it; default: the current branch')
    .addHelpText(
      'after',
      `${SETTLING}

Examples:
  $ prompthub cherry-pick 9f2c1e5 --branch release
  $ prompthub cherry-pick 9f2c1e5 --preview`,
    )
    .action((commit: string, options: BringOneOptions) =>
      bringOne('cherry-pick', (project, request) => project.cherryPick(request), { commit, options }),
    );
}
