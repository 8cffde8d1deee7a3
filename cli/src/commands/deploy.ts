import { Argument, Command, Option } from 'commander';
import { type MoveOptions, openReleases, showDeployment } from '../hub/releases';

interface DeployOptions extends MoveOptions {
  readonly ref?: string;
  readonly withdraw?: boolean;
}

export function deployCommand(): Command {
  return new Command('deploy')
    .description('Deploy a version to an environment: of the whole project, or of one prompt.')
    .addArgument(new Argument('<environment>', 'where to'))
    .addArgument(new Argument('[file]', 'the prompt; default: the whole project'))
    .requiredOption('--why <text>', 'the reason, for those who read the history')
    .option('--ref <ref>', 'a branch, a tag or a commit; default: the newest of the current branch')
    .addOption(
      new Option(
        '--withdraw',
        'take away what is deployed there; a prompt then follows the project again',
      ).conflicts('ref'),
    )
    .option('--expected <commit>', 'only if this whole id is deployed there now')
    .option('--json', 'print the deployment as JSON')
    .addHelpText(
      'after',
      `
A prompt with a version of its own does not follow the project, until that version is withdrawn.

Examples:
  $ prompthub deploy staging --why "Shorter replies"
  $ prompthub deploy production reply.prompt --ref 4f1c0d2 --why "Asks for the order number first"
  $ prompthub deploy production reply.prompt --withdraw --why "As everywhere again"`,
    )
    .action(deploy);
}

async function deploy(environment: string, file: string | undefined, options: DeployOptions): Promise<void> {
  const { releases, path, branch } = await openReleases(file);
  const { why, expected } = options;
  const ref = options.withdraw ? null : (options.ref ?? branch);
  await showDeployment(() => releases.deploy(environment, { ref, path, why, expected }), options);
}
