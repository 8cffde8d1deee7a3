import { Command } from 'commander';
import { openWorkingCopy } from '../hub/connect';
import { describeDistance } from '../hub/describe-queue';
import { count, note, print, printable, printJson } from '../terminal/output';
import { showProgress } from '../terminal/progress';
import { style } from '../terminal/style';

export function switchCommand(): Command {
  return new Command('switch')
    .description('Go over to another branch: the files here become that branch’s.')
    .argument('<branch>', 'a branch of the hub')
    .option('--create', 'make the branch, at what the hub has of the current one; no file changes')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `
What was changed here and not committed comes along where both branches have the file alike; otherwise nothing is done, and
the files are named. Unsent commits stay with their branch, and are there again when you come back.

Examples:
  $ prompthub switch shorter-replies
  $ prompthub switch --create shorter-replies`,
    )
    .action(switchTo);
}

async function switchTo(
  branch: string,
  { create, json }: { create?: boolean; json?: boolean },
): Promise<void> {
  const { copy } = await openWorkingCopy();
  const progress = await showProgress('Switching');
  const result = await copy
    .switchTo(branch, { create, onProgress: (fetched, total) => progress.at(fetched, total) })
    .finally(() => progress.stop());
  if (json) {
    printJson(result);
    return;
  }
  for (const path of result.written) print(`${style.green('updated ')} ${printable(path)}`);
  for (const path of result.deleted) print(`${style.red('deleted ')} ${printable(path)}`);
  for (const path of result.carried) print(`${style.yellow('changed ')} ${printable(path)}`);
  for (const path of result.conflicts) print(`${style.red('conflict')} ${printable(path)}`);
  for (const path of result.refused)
    note(`Left alone, because no project may write there: ${printable(path)}`);
  for (const path of result.notText) note(`Left alone, because it is no text: ${printable(path)}`);
  for (const path of result.lost)
    note(
      `The text of an unsent commit is missing or damaged, so this is as the hub has it: ${printable(path)}. Give the commit up with \`prompthub uncommit\`.`,
    );
  const changed = count(result.written.length + result.deleted.length, 'file');
  note(
    `On ${result.created ? 'the new branch ' : ''}${printable(branch)}: ${changed} changed${describeDistance(result.queue.length, undefined)}`,
  );
}
