import { Argument, Command } from 'commander';
import type { FileState } from '@prompthub/client/node';
import { adoptClone } from '../hub/adopt-clone';
import { openWorkingCopy } from '../hub/connect';
import { describeDistance, describeQueued } from '../hub/describe-queue';
import { selects, toProjectPaths } from '../hub/project-paths';
import { count, note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';

export function statusCommand(): Command {
  return new Command('status')
    .description('Compare the files here with the hub’s.')
    .addArgument(new Argument('[paths...]', 'files or folders; default: the whole project').default([]))
    .option('--offline', 'compare with what was last pulled or published')
    .option('--json', 'print the branch, every file with its state and the unsent commits as JSON')
    .addHelpText(
      'after',
      `
States: new, modified, deleted (here); committed (not sent yet); behind (changed at the hub); conflict (both). Unsent commits
are listed below, and what is between here and the hub is said at the end. When no hub answers, everything is compared
with what was last seen of it, and the exit code is 3.

Examples:
  $ prompthub status
  $ prompthub status --json
  $ prompthub status --offline`,
    )
    .action(status);
}

async function status(paths: string[], options: { offline?: boolean; json?: boolean }): Promise<void> {
  const { copy, link } = await openWorkingCopy();
  const wanted = toProjectPaths(link, paths);
  const { branch, files: all, queue, behind, away, broken } = await copy.overview(options);
  if (away && options.json) throw away;
  if (!options.offline && !away) await adoptClone(copy, all);
  const files = all.filter(({ path }) => selects(wanted, path));
  if (options.json) {
    printJson({ branch, ahead: queue.length, behind: behind ?? null, files, queue });
    return;
  }
  const changed = files.filter(({ state }) => state !== 'in-sync');
  for (const { path, state } of changed) print(`${paint(state)(state.padEnd(9))} ${printable(path)}`);
  for (const commit of queue) print(describeQueued(commit));
  note(
    `${copy.project.name} (${printable(branch)}): ${count(files.length, 'file')}, ${changed.length} changed${describeDistance(queue.length, behind)}`,
  );
  for (const file of broken)
    note(
      `What was known of this folder could not be read, and was put aside. It may name unsent commits; delete it when you miss none: ${printable(file)}`,
    );
  if (away) throw away;
}

function paint(state: FileState): (text: string) => string {
  const colours = {
    'in-sync': style.dim,
    new: style.green,
    modified: style.yellow,
    deleted: style.red,
    committed: style.green,
    behind: style.blue,
    conflict: style.red,
  };
  return colours[state];
}
