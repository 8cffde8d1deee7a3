import { Argument, Command } from 'commander';
import { bringChanges, type BringOptions, SETTLING, withBringOptions } from '../hub/bring-changes';
import { atLeastOne } from './parse-number';

interface Options extends BringOptions {
  readonly mainline?: number;
}

export function revertCommand(): Command {
  const command = new Command('revert')
    .description('Take back what one version changed.')
    .addArgument(new Argument('<commit>', 'the version, by its id or the first seven digits or more'))
    .option('--branch <branch>', 'a branch of the hub; default: the linked branch')
    .option('--mainline <n>', 'of a merge: which parent counts as what was there before, from 1', atLeastOne);
  return withBringOptions(command)
    .addHelpText(
      'after',
      `${SETTLING}

Examples:
  $ prompthub revert 9f2c1e5
  $ prompthub revert 9f2c1e5 --branch production -m "Back to the short answer"`,
    )
    .action(revert);
}

async function revert(commit: string, { mainline, ...options }: Options): Promise<void> {
  await bringChanges(options, {
    ask: (copy, branch, request) => copy.project.revert({ commit, branch, mainline, ...request }),
    again: (id, branch) => [
      ...['prompthub', 'revert', id, '--branch', branch],
      ...(mainline === undefined ? [] : ['--mainline', String(mainline)]),
    ],
  });
}
