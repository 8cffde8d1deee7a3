import { Argument, Command, Option } from 'commander';
import type { ExecutionFilter, ProjectClient } from '@prompthub/client';
import type { ExecutionPolicy } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { describeExecution, describePolicy } from '../hub/describe-spending';
import { firstOf } from '../hub/first-of';
import { openWorkingCopy } from '../hub/connect';
import { toProjectPath } from '../hub/project-paths';
import { note, print, printJson } from '../terminal/output';
import { instantOption } from './parse-instant';
import { atLeastOne } from './parse-number';

interface RunsOptions {
  readonly environment?: string;
  readonly model?: string;
  readonly status?: ExecutionFilter['status'];
  readonly error?: string;
  readonly mine?: boolean;
  readonly since?: string;
  readonly until?: string;
  readonly limit: number;
  readonly policy?: boolean;
  readonly keep?: ExecutionPolicy['keepContents'];
  readonly days?: number;
  readonly json?: boolean;
}

export function runsCommand(): Command {
  return new Command('runs')
    .description('List what the hub ran, newest first: by whom, with which model, and what it cost.')
    .addArgument(new Argument('[file]', 'the prompt; default: all of the project'))
    .option('--environment <environment>', 'only what ran as deployed there')
    .option('--model <provider/model>', 'only what this model answered')
    .addOption(
      new Option('--status <status>', 'only what came to that').choices(['running', 'succeeded', 'failed']),
    )
    .option('--error <code>', 'only what failed with this code: rate-limited, budget-exhausted')
    .option('--mine', 'only your own')
    .option('--since <time>', 'begun then or later: 30m, 12h, 7d or 2w ago, a day, an instant', (text) =>
      instantOption(text),
    )
    .option('--until <time>', 'begun before', (text) => instantOption(text))
    .option('-n, --limit <n>', 'at most so many', atLeastOne, 20)
    .option('--policy', 'show which runs the hub keeps with their values and answers, and how long')
    .addOption(
      new Option('--keep <runs>', 'change that policy, also for what was kept before').choices([
        'all',
        'failed',
        'none',
      ]),
    )
    .option('--days <n>', 'with --keep: for so many days; default: as before', atLeastOne)
    .option('--json', 'print the records, or the policy, as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub runs
  $ prompthub runs reply.prompt --since 7d
  $ prompthub runs --status failed --since 2026-11-01 --until 2026-11-08
  $ prompthub runs --mine --model openai/gpt-5-mini --limit 1000 --json
  $ prompthub runs --policy
  $ prompthub runs --keep failed --days 30`,
    )
    .action(runs);
}

async function runs(file: string | undefined, options: RunsOptions): Promise<void> {
  const { environment, model, status, error: errorCode, mine, since, until, limit, json } = options;
  if (options.days !== undefined && options.keep === undefined) throw usageError('--days goes with --keep.');
  const { copy, link } = await openWorkingCopy();
  if (options.policy || options.keep !== undefined) return policy(copy.project, options);
  const path = file === undefined ? undefined : toProjectPath(link, file);
  const filter = { path, environment, model, status, errorCode, since, until };
  const records = await firstOf(limit, (page) =>
    copy.project.executions({ ...filter, user: mine ? 'me' : undefined, ...page }),
  );
  if (json) printJson(records);
  else for (const record of records) print(describeExecution(record));
  if (records.length === 0) note('The hub has run nothing like that.');
}

async function policy(project: ProjectClient, { keep, days, json }: RunsOptions): Promise<void> {
  const before = await project.executionPolicy();
  const now =
    keep === undefined
      ? before
      : await project.setExecutionPolicy({ keepContents: keep, keepDays: days ?? before.keepDays });
  if (json) printJson(now);
  else print(describePolicy(now));
}
