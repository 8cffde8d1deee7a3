import { Argument, Command } from 'commander';
import { type MoveOptions, openReleases, showDeployment } from '../hub/releases';

export function rollbackCommand(): Command {
  return new Command('rollback')
    .description('Go back to what an environment ran before.')
    .addArgument(new Argument('<environment>', 'which one'))
    .addArgument(
      new Argument('[file]', 'the prompt, if it has a version of its own there; default: the whole project'),
    )
    .requiredOption('--why <text>', 'the reason, for those who read the history')
    .option('--expected <commit>', 'only if this whole id is deployed there now')
    .option('--json', 'print the deployment as JSON')
    .addHelpText(
      'after',
      `
Each call goes one deployment further back. What was rolled back can be deployed again; its version stays.

Examples:
  $ prompthub rollback production --why "Answers in the wrong language"
  $ prompthub rollback production reply.prompt --why "Too long"`,
    )
    .action(rollback);
}

async function rollback(environment: string, file: string | undefined, options: MoveOptions): Promise<void> {
  const { releases, path } = await openReleases(file);
  const { why, expected } = options;
  await showDeployment(() => releases.rollBack(environment, { path, why, expected }), options);
}
