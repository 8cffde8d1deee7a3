import { Argument, Command, Option } from 'commander';
import type { ReleaseClient } from '@prompthub/client';
import { usageError } from '../command-error';
import { describeHistory, describeMove } from '../hub/describe-release';
import { firstOf } from '../hub/first-of';
import { openReleases } from '../hub/releases';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { atLeastOne } from './parse-number';

interface LabelOptions {
  readonly ref?: string;
  readonly why?: string;
  readonly undo?: boolean;
  readonly delete?: boolean;
  readonly history?: boolean;
  readonly limit: number;
  readonly expected?: string;
  readonly json?: boolean;
}

export function labelCommand(): Command {
  return new Command('label')
    .description('Move a label of a prompt to a version, or list the labels.')
    .addArgument(new Argument('[file]', 'the prompt; default: list the labels of all'))
    .addArgument(new Argument('[label]', 'the label; default: list the prompt’s'))
    .option('--ref <ref>', 'a branch, a tag or a commit; default: the newest of the current branch')
    .option('--why <text>', 'the reason, for those who read the history')
    .addOption(new Option('--undo', 'put it back to where it was before').conflicts('ref'))
    .addOption(new Option('--delete', 'take it away').conflicts(['ref', 'undo', 'why']))
    .addOption(
      new Option('--history', 'list where it was moved, newest first').conflicts(['ref', 'undo', 'delete']),
    )
    .option('-n, --limit <n>', 'of a list: at most so many', atLeastOne, 100)
    .option('--expected <commit>', 'only if it is at this whole id now')
    .option('--json', 'print the move, or the list, as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub label reply.prompt stable --why "Won the comparison"
  $ prompthub label reply.prompt stable --ref 4f1c0d2
  $ prompthub label reply.prompt stable --undo
  $ prompthub label reply.prompt`,
    )
    .action(label);
}

async function label(
  file: string | undefined,
  name: string | undefined,
  options: LabelOptions,
): Promise<void> {
  const { releases, path, branch } = await openReleases(file);
  if (path === undefined || name === undefined) return list(releases, path, options);
  if (options.history) {
    const moves = await firstOf(options.limit, (page) => releases.labelMoves(name, { path, ...page }));
    if (options.json) printJson(moves);
    else for (const move of moves) print(describeHistory(move));
    return;
  }
  if (options.delete) {
    await releases.deleteLabel(name, { path, expected: options.expected });
    note(`Deleted ${name} of ${printable(path)}. Its history stays.`);
    return;
  }
  const { why, expected } = options;
  const move = options.undo
    ? await releases.undoLabel(name, { path, why, expected })
    : await releases.moveLabel(name, { path, why, expected, ref: options.ref ?? branch });
  if (options.json) printJson(move);
  else print(describeMove(move, `${move.path} ${move.label}`));
}

async function list(
  releases: ReleaseClient,
  path: string | undefined,
  { undo, delete: remove, history, ref, limit, json }: LabelOptions,
): Promise<void> {
  if (undo || remove || history || ref !== undefined) throw usageError('Name the prompt and the label.');
  const labels = await firstOf(limit, (page) => releases.labels({ path, ...page }));
  if (json) printJson(labels);
  else
    for (const one of labels)
      print(
        `${style.yellow(one.commit.slice(0, 10))} ${printable(one.path)} ${style.bold(one.label)} ${printable(one.why)}`.trimEnd(),
      );
}
