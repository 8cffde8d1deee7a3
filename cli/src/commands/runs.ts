import { Argument, Command, Option } from 'commander';
import type { ExecutionFilter } from '@prompthub/client';
import { describeExecution } from '../hub/describe-spending';
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
    .option('--json', 'print the records as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub runs
  $ prompthub runs reply.prompt --since 7d
  $ prompthub runs --status failed --since 2026-11-01 --until 2026-11-08
  $ prompthub runs --mine --model openai/gpt-5-mini --limit 1000 --json`,
    )
    .action(runs);
}

async function runs(file: string | undefined, options: RunsOptions): Promise<void> {
  const { environment, model, status, error: errorCode, mine, since, until, limit, json } = options;
  const { copy, link } = await openWorkingCopy();
  const path = file === undefined ? undefined : toProjectPath(link, file);
  const filter = { path, environment, model, status, errorCode, since, until };
  const records = await firstOf(limit, (page) =>
    copy.project.executions({ ...filter, user: mine ? 'me' : undefined, ...page }),
  );
  if (json) printJson(records);
  else for (const record of records) print(describeExecution(record));
  if (records.length === 0) note('The hub has run nothing like that.');
}
