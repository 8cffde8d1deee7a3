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
  for (const { path } of taken?.changes ?? []) print(printable(path));
  note(
    taken
      ? `Took back “${printable(taken.message)}”. Its changes are in the files here.`
      : `Nothing is unsent on ${printable(copy.branch)}.`,
  );
}
