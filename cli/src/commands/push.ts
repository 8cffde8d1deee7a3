import { Argument, Command } from 'commander';
import { count, note, print, printable, printJson } from '../terminal/output';
import { openWorkingCopy } from '../hub/connect';
import { selects, toProjectPaths } from '../hub/project-paths';
import { usageError } from '../command-error';

export function pushCommand(): Command {
  return new Command('push')
    .description('Publish what changed here as a new version on the hub.')
    .addArgument(new Argument('[paths...]', 'files or folders; default: everything that changed').default([]))
    .requiredOption('-m, --message <text>', 'what changed, and why')
    .option('--json', 'print the commit as JSON')
    .addHelpText(
      'after',
      `
The hub refuses prompts with errors, and files that someone else changed meanwhile: pull first.

Examples:
  $ prompthub push -m "Ask for the order number first"
  $ prompthub push reply.prompt _style.prompt -m "Shorter replies"`,
    )
    .action(push);
}

async function push(paths: string[], options: { message: string; json?: boolean }): Promise<void> {
  if (options.message.trim() === '') throw usageError('The message must not be empty.');
  const { copy, link } = await openWorkingCopy();
  const wanted = toProjectPaths(link, paths);
  const chosen =
    wanted.length === 0
      ? undefined
      : (await copy.status()).map(({ path }) => path).filter((path) => selects(wanted, path));
  if (chosen?.length === 0) throw usageError(`There is nothing of the project in ${paths.join(', ')}.`);
  const { commit, paths: published, rebased } = await copy.publish(options.message, { paths: chosen });
  if (options.json) {
    printJson({ commit: commit ?? null, paths: published, rebased });
    return;
  }
  for (const path of published) print(printable(path));
  if (!commit) note('Nothing to publish.');
  else
    note(
      `Published ${count(published.length, 'file')} as ${commit.id.slice(0, 10)}${rebased ? ', on top of newer changes of others' : ''}.`,
    );
}
