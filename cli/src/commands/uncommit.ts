import { Command } from 'commander';
import { openWorkingCopy } from '../hub/connect';
import { note, print, printable, printJson } from '../terminal/output';

export function uncommitCommand(): Command {
  return new Command('uncommit')
    .description('Take the last commit back that was not sent yet. The files stay as they are.')
    .option('--json', 'print the commit as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub uncommit`,
    )
    .action(uncommit);
}

async function uncommit({ json }: { json?: boolean }): Promise<void> {
  const { copy } = await openWorkingCopy();
  const taken = await copy.uncommit();
  if (json) {
    printJson({ commit: taken ?? null });
    return;
  }
  if (!taken) {
    note(`Nothing is unsent on ${printable(copy.branch)}.`);
    return;
  }
  for (const { path } of taken.changes) print(printable(path));
  const { kept } = taken;
  note(
    `Took back “${printable(taken.message)}”.${kept.length === 0 ? ' Its changes are in the files here.' : ''}`,
  );
  for (const { path, file } of kept)
    note(`${printable(path)} is another text here. The one of the commit is kept in ${printable(file)}`);
}
