import { Command } from 'commander';
import { usageError } from '../command-error';
import { openReleases } from '../hub/releases';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';

export function usedByCommand(): Command {
  return new Command('used-by')
    .description('List the prompts and partials at the hub that include a partial.')
    .argument('<partial>', 'a partial, such as _style.prompt')
    .option('--ref <ref>', 'a branch, a tag or a commit; default: the current branch')
    .option('--json', 'print them as JSON')
    .addHelpText(
      'after',
      `
Those that include it only through another partial are marked.

Examples:
  $ prompthub used-by _style.prompt
  $ prompthub used-by _style.prompt --ref v1.2 --json`,
    )
    .action(usedBy);
}

async function usedBy(partial: string, { ref, json }: { ref?: string; json?: boolean }): Promise<void> {
  const { isPartial } = await import('@prompthub/core');
  if (!isPartial(partial))
    throw usageError(`${printable(partial)} is no partial. Their names begin with “_”, as in _style.prompt.`);
  const { releases, path = partial, branch } = await openReleases(partial);
  const found = await releases.usedBy(path, { ref: ref ?? branch });
  if (json) printJson(found.items);
  else
    for (const { path: user, direct } of found.items)
      print(`${printable(user)}${direct ? '' : style.dim(' (through another partial)')}`);
  if (found.items.length === 0) note(`Nothing includes ${printable(found.path)}.`);
}
