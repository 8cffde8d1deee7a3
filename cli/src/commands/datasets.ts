import { Argument, Command } from 'commander';
import type { Dataset } from '@prompthub/protocol';
import { openWorkingCopy } from '../hub/connect';
import { minute } from '../hub/describe-commit';
import { firstOf } from '../hub/first-of';
import { toProjectPath } from '../hub/project-paths';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { atLeastOne } from './parse-number';

interface DatasetsOptions {
  readonly ref?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function datasetsCommand(): Command {
  return new Command('datasets')
    .description('List the data files of a version at the hub, which tests run for row by row, or print one.')
    .addArgument(new Argument('[file]', 'print this one'))
    .option('--ref <ref>', 'a branch, a tag or a commit; default: the newest of the current branch')
    .option('-n, --limit <n>', 'at most so many', atLeastOne, 100)
    .option('--json', 'print the list as JSON')
    .addHelpText(
      'after',
      `
A test names a data file beside it, or one of another version: \`dataset: hub:main:data/tickets.csv\`. Tests that the hub runs name
a commit in place of the branch, by its whole id.

Examples:
  $ prompthub datasets
  $ prompthub datasets --ref main --json
  $ prompthub datasets data/tickets.csv --ref v1.2 > tickets.csv`,
    )
    .action(datasets);
}

async function datasets(
  file: string | undefined,
  { ref: named, limit, json }: DatasetsOptions,
): Promise<void> {
  const { copy, link } = await openWorkingCopy();
  const ref = named ?? copy.branch;
  if (file !== undefined) {
    const { content, base64 } = await copy.project.file(toProjectPath(link, file), { ref });
    process.stdout.write(base64 === undefined ? content : Buffer.from(base64, 'base64'));
    return;
  }
  const found = await firstOf(limit, (page) => copy.project.datasets({ ref, ...page }));
  if (json) printJson(found);
  else for (const each of found) print(describe(each));
  if (found.length === 0) note(`There are no data files in ${printable(ref)}.`);
}

function describe({ path, rows, columns, problems, problem, changed }: Dataset): string {
  const wrong = problem === undefined ? [] : [`line ${problem.line}: ${problem.message}`];
  return [
    style.blue(printable(path)),
    rows === 1 ? '1 row' : `${rows} rows`,
    printable(columns.join(', ')),
    ...wrong.map((text) => style.red(printable(problems > 1 ? `${text} (and ${problems - 1} more)` : text))),
    ...(changed
      ? [
          `${style.yellow(changed.commit.slice(0, 10))} ${minute(changed.at)} ${style.dim(printable(changed.by))}`,
        ]
      : []),
  ].join('  ');
}
