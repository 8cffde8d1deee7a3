import { Argument, Command } from 'commander';
import type { WorkingCopy } from '@prompthub/client/node';
import type { CommitPage, Comparison } from '@prompthub/protocol';
import { describeCommit } from '../hub/describe-commit';
import { openWorkingCopy } from '../hub/connect';
import { count, note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { atLeastOne } from './parse-number';

interface CompareOptions {
  readonly limit: number;
  readonly json?: boolean;
}

export function compareCommand(): Command {
  return new Command('compare')
    .description(
      'Show how far two versions went apart: the commits of each side, and the files changed since.',
    )
    .addArgument(new Argument('<from>', 'a branch, a tag or a commit'))
    .addArgument(new Argument('[to]', 'another; default: the current branch'))
    .option('-n, --limit <n>', 'at most so many commits of each side', atLeastOne, 20)
    .option('--json', 'print the comparison as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub compare main
  $ prompthub compare v1.0 main
  $ prompthub compare main shorter-replies --json`,
    )
    .action(compare);
}

async function compare(from: string, to: string | undefined, options: CompareOptions): Promise<void> {
  const { copy } = await openWorkingCopy();
  const ends = { from, to: to ?? copy.branch };
  const comparison = await copy.project.compare(ends);
  // By id from here on: a branch may move meanwhile.
  const ids = { from: comparison.from, to: comparison.to };
  const ahead = await commitsOf(copy, { ...ids, side: 'ahead', limit: options.limit });
  const behind = await commitsOf(copy, { ...ids, side: 'behind', limit: options.limit });
  if (options.json) return printJson({ ...comparison, aheadCommits: ahead, behindCommits: behind });
  show(comparison, { ahead, behind });
  const base = comparison.mergeBase?.slice(0, 10);
  note(
    `${printable(ends.to)} is ${count(comparison.ahead, 'commit')} ahead of ${printable(from)} and ${comparison.behind} behind` +
      (base === undefined ? '; they have nothing in common' : `, since ${base}`),
  );
}

type Commits = CommitPage['items'];

async function commitsOf(
  copy: WorkingCopy,
  { limit, ...query }: { from: string; to: string; side: 'ahead' | 'behind'; limit: number },
): Promise<Commits> {
  const { allPages } = await import('@prompthub/client');
  const load = (cursor: string | undefined) =>
    copy.project.compareCommits({ ...query, cursor, limit: Math.min(limit, 200) });
  const commits: Commits = [];
  for await (const commit of allPages(load)) {
    commits.push(commit);
    if (commits.length >= limit) break;
  }
  return commits;
}

function show({ files }: Comparison, { ahead, behind }: { ahead: Commits; behind: Commits }): void {
  for (const commit of ahead) print(`${style.green('>')} ${describeCommit(commit)}`);
  for (const commit of behind) print(`${style.red('<')} ${describeCommit(commit)}`);
  const paint = { added: style.green, modified: style.yellow, deleted: style.red };
  for (const { path, status } of files) print(`${paint[status](status.padEnd(9))} ${printable(path)}`);
}
