import { Argument, Command } from 'commander';
import { bringChanges, type BringOptions, SETTLING, withBringOptions } from '../hub/bring-changes';
import { atLeastOne } from './parse-number';

interface Options extends BringOptions {
  readonly mainline?: number;
}

export function cherryPickCommand(): Command {
  const command = new Command('cherry-pick')
    .description('Do on another branch what one version changed.')
    .addArgument(new Argument('<commit>', 'the version, by its id or the first seven digits or more'))
    .option('--branch <branch>', 'the branch that gets it; default: the linked branch')
    .option('--mainline <n>', 'of a merge: which parent counts as what was there before, from 1', atLeastOne);
  return withBringOptions(command)
    .addHelpText(
      'after',
      `${SETTLING}

Examples:
  $ prompthub cherry-pick 9f2c1e5 --branch release
  $ prompthub cherry-pick 9f2c1e5 --preview`,
    )
    .action(cherryPick);
}

async function cherryPick(commit: string, { mainline, ...options }: Options): Promise<void> {
  await bringChanges(options, {
    ask: (copy, branch, request) => copy.project.cherryPick({ commit, branch, mainline, ...request }),
    again: (id, branch) => [
      ...['prompthub', 'cherry-pick', id, '--branch', branch],
      ...(mainline === undefined ? [] : ['--mainline', String(mainline)]),
    ],
  });
}
