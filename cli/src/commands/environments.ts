import { Argument, Command } from 'commander';
import type { ReleaseClient } from '@prompthub/client';
import type { Environment } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { describeEnvironment, describeHistory } from '../hub/describe-release';
import { firstOf } from '../hub/first-of';
import { openReleases } from '../hub/releases';
import { note, print, printJson } from '../terminal/output';
import { atLeastOne } from './parse-number';

interface EnvironmentsOptions {
  readonly history?: string;
  readonly limit: number;
  readonly create?: string;
  readonly after?: string;
  readonly protected?: boolean;
  readonly protect?: string;
  readonly unprotect?: string;
  readonly requireTests?: string;
  readonly requireNoTests?: string;
  readonly reported?: boolean;
  readonly delete?: string;
  readonly json?: boolean;
}

const ONE_OF = [
  'history',
  'create',
  'protect',
  'unprotect',
  'requireTests',
  'requireNoTests',
  'delete',
] as const;

export function environmentsCommand(): Command {
  const command = new Command('environments')
    .description('List what runs where, and how far behind it is.')
    .addArgument(new Argument('[file]', 'the prompt; default: everything'))
    .option('--history <environment>', 'list what was deployed there, newest first')
    .option('-n, --limit <n>', 'with --history: at most so many', atLeastOne, 20)
    .option('--create <environment>', 'make one')
    .option(
      '--after <environment>',
      'with --create: where it stands in the order of promotion; default: last',
    )
    .option('--protected', 'with --create: only owners and admins deploy there')
    .option('--protect <environment>', 'only owners and admins deploy there from now on')
    .option('--unprotect <environment>', 'whoever may write deploys there from now on')
    .option(
      '--require-tests <environment>',
      'only versions are deployed there from now on whose tests have passed on the hub',
    )
    .option('--reported', 'with --require-tests: a run that was reported is enough')
    .option('--require-no-tests <environment>', 'whatever may be deployed there is from now on')
    .option('--delete <environment>', 'delete one that nothing is deployed to')
    .option('--json', 'print the environments or the history as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub environments
  $ prompthub environments reply.prompt
  $ prompthub environments --history production
  $ prompthub environments --create acceptance --after staging
  $ prompthub environments --require-tests production`,
    );
  for (const option of command.options.filter((one) => ONE_OF.some((name) => name === one.attributeName())))
    option.conflicts(ONE_OF.filter((name) => name !== option.attributeName()));
  return command.action(environments);
}

async function environments(file: string | undefined, options: EnvironmentsOptions): Promise<void> {
  if (options.create === undefined && (options.after ?? options.protected) !== undefined)
    throw usageError('--after and --protected go with --create.');
  if (options.reported && options.requireTests === undefined)
    throw usageError('--reported goes with --require-tests.');
  const { releases, path } = await openReleases(file);
  if (options.history !== undefined)
    return showHistory(releases, { ...options, name: options.history, path });
  if (options.delete !== undefined) {
    await releases.deleteEnvironment(options.delete);
    note(`Deleted ${options.delete}. Its history stays.`);
    return;
  }
  const changed = await change(releases, options);
  const items = changed === undefined ? await releases.environments({ path }) : [changed];
  if (options.json) printJson(items);
  else for (const line of items.flatMap(describeEnvironment)) print(line);
}

/** What the options ask to be made or changed. */
async function change(
  releases: ReleaseClient,
  options: EnvironmentsOptions,
): Promise<Environment | undefined> {
  const { create, after, protected: isProtected = false, protect, unprotect } = options;
  const { requireTests, requireNoTests, reported } = options;
  if (create !== undefined)
    return releases.createEnvironment({ name: create, after, protected: isProtected });
  if (protect !== undefined) return releases.updateEnvironment(protect, { protected: true });
  if (unprotect !== undefined) return releases.updateEnvironment(unprotect, { protected: false });
  if (requireTests !== undefined) {
    const requires = { testRun: 'passed', from: reported ? 'any' : 'hub' } as const;
    return releases.updateEnvironment(requireTests, { requires });
  }
  if (requireNoTests !== undefined) return releases.updateEnvironment(requireNoTests, { requires: null });
  return undefined;
}

async function showHistory(
  releases: ReleaseClient,
  { name, path, limit, json }: { name: string; path: string | undefined; limit: number; json?: boolean },
): Promise<void> {
  const moves = await firstOf(limit, (page) => releases.deployments(name, { path, ...page }));
  if (json) printJson(moves);
  else for (const move of moves) print(describeHistory(move));
}
