import { Argument, Command } from 'commander';
import { usageError } from '../command-error';
import { chosenPaths } from '../hub/chosen-paths';
import { openWorkingCopy } from '../hub/connect';
import { count, note, print, printable, printJson } from '../terminal/output';

export function commitCommand(): Command {
  return new Command('commit')
    .description('Keep what changed here as a commit, to be sent to the hub later. Needs no hub.')
    .addArgument(new Argument('[paths...]', 'files or folders; default: everything that changed').default([]))
    .requiredOption('-m, --message <text>', 'what changed, and why')
    .option('--json', 'print the commit as JSON')
    .addHelpText(
      'after',
      `
Commits wait in .prompthub, in order and for the current branch, until \`prompthub push\` sends them; \`prompthub uncommit\`
takes the last one back.

Examples:
  $ prompthub commit -m "Ask for the order number first"
  $ prompthub commit reply.prompt -m "Shorter replies"`,
    )
    .action(commit);
}

async function commit(
  paths: string[],
  { message, json }: { message: string; json?: boolean },
): Promise<void> {
  if (message.trim() === '') throw usageError('The message must not be empty.');
  const here = await openWorkingCopy();
  const chosen = await chosenPaths(here, paths, { offline: true });
  const made = await here.copy.commit(message, { paths: chosen });
  if (json) {
    printJson({ commit: made ?? null });
    return;
  }
  for (const { path } of made?.changes ?? []) print(printable(path));
  if (!made) note('Nothing to commit.');
  else
    note(
      `Committed ${count(made.changes.length, 'file')} on ${printable(here.copy.branch)}. Send it with \`prompthub push\`.`,
    );
}
