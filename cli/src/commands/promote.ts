import { Argument, Command } from 'commander';
import { type MoveOptions, openReleases, showDeployment } from '../hub/releases';

export function promoteCommand(): Command {
  return new Command('promote')
    .description('Deploy to an environment what another one runs.')
    .addArgument(new Argument('<environment>', 'where to'))
    .addArgument(new Argument('[file]', 'the prompt; default: the whole project'))
    .requiredOption('--why <text>', 'the reason, for those who read the history')
    .option('--from <environment>', 'where from; default: the environment before it')
    .option('--expected <commit>', 'only if this whole id is deployed there now')
    .option('--json', 'print the deployment as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub promote production --why "Two days in staging without complaints"
  $ prompthub promote production reply.prompt --from development --why "Urgent"`,
    )
    .action(promote);
}

async function promote(
  environment: string,
  file: string | undefined,
  options: MoveOptions & { from?: string },
): Promise<void> {
  const { releases, path } = await openReleases(file);
  const { from, why, expected } = options;
  await showDeployment(() => releases.promote(environment, { from, path, why, expected }), options);
}
