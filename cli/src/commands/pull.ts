import { Argument, Command, Option } from 'commander';
import { usageError } from '../command-error';
import { ExitCode } from '../exit-code';
import { count, note, print, printable, printJson } from '../terminal/output';
import { showProgress } from '../terminal/progress';
import { style } from '../terminal/style';
import { openWorkingCopy } from '../hub/connect';
import { pullLocked } from '../hub/pull-locked';
import { selects, toProjectPaths } from '../hub/project-paths';

interface PullOptions {
  readonly theirs?: boolean;
  readonly mine?: boolean;
  readonly json?: boolean;
  readonly lock?: boolean;
  readonly environment: readonly string[];
  readonly label: readonly string[];
  readonly commit: readonly string[];
  readonly out?: string;
}

export function pullCommand(): Command {
  return new Command('pull')
    .description('Bring what changed at the hub into the files here.')
    .addArgument(new Argument('[paths...]', 'files or folders; default: everything').default([]))
    .addOption(new Option('--theirs', 'where both sides changed, take the hub’s file').conflicts('mine'))
    .option('--mine', 'where both sides changed, keep the file here as a change on top of the hub’s')
    .addOption(
      new Option(
        '--lock',
        'write prompthub.lock instead, with the texts of what applications ask for, so that they start with the hub away',
      ).conflicts(['theirs', 'mine']),
    )
    .option('--environment <name>', 'with --lock: what is deployed there (repeatable)', collect, [])
    .option('--label <name>', 'with --lock: what it points to (repeatable)', collect, [])
    .option('--commit <id>', 'with --lock: that version (repeatable)', collect, [])
    .option('--out <folder>', 'with --lock: where to write it; default: beside prompthub.yaml')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `
A file that was changed here and at the hub is left alone, unless you say which one shall stay. Where its change here is in
commits that wait to be sent, both are merged if they fit.

Examples:
  $ prompthub pull
  $ prompthub pull reply.prompt --theirs
  $ prompthub pull --lock --environment production
  $ prompthub pull --lock --environment production --out ../application reply.prompt`,
    )
    .action(pull);
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

async function pull(paths: string[], options: PullOptions): Promise<void> {
  if (options.lock) return pullLocked(paths, options);
  const given = [...options.environment, ...options.label, ...options.commit];
  if (given.length > 0 || options.out !== undefined)
    throw usageError('--environment, --label, --commit and --out go with --lock.');
  const { copy, link } = await openWorkingCopy();
  const wanted = toProjectPaths(link, paths);
  const chosen =
    wanted.length === 0
      ? undefined
      : (await copy.status()).map(({ path }) => path).filter((path) => selects(wanted, path));
  const choice = options.theirs ? 'theirs' : options.mine ? 'mine' : 'skip';
  const progress = await showProgress('Pulling');
  const result = await copy
    .pull({
      paths: chosen,
      resolve: () => Promise.resolve(choice),
      onProgress: (fetched, total) => progress.at(fetched, total),
    })
    .finally(() => progress.stop());
  if (options.json) printJson(result);
  else {
    for (const path of result.written) print(`${style.green('updated ')} ${printable(path)}`);
    for (const path of result.deleted) print(`${style.red('deleted ')} ${printable(path)}`);
    for (const path of result.merged) print(`${style.green('merged  ')} ${printable(path)}`);
    for (const path of result.conflicts) print(`${style.red('conflict')} ${printable(path)}`);
    for (const path of result.refused)
      note(`Left alone, because no project may write there: ${printable(path)}`);
    for (const path of result.notText)
      note(`Left alone, because it is no text; \`git clone\` brings it: ${printable(path)}`);
    note(
      `${count(result.written.length + result.deleted.length, 'file')} changed, ${count(result.conflicts.length, 'conflict')}`,
    );
  }
  if (result.conflicts.length > 0) {
    if (!options.json) note('Look at them with `prompthub diff`, then pull with --theirs or --mine.');
    process.exitCode = ExitCode.findings;
  }
}
