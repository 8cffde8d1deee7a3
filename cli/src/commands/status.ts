import { Argument, Command } from 'commander';
import { count, note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { adoptClone } from '../hub/adopt-clone';
import { openWorkingCopy } from '../hub/connect';
import { selects, toProjectPaths } from '../hub/project-paths';

export function statusCommand(): Command {
  return new Command('status')
    .description('Compare the files here with the hub’s.')
    .addArgument(new Argument('[paths...]', 'files or folders; default: the whole project').default([]))
    .option('--offline', 'compare with what was last pulled or published')
    .option('--json', 'print every file with its state as JSON')
    .addHelpText(
      'after',
      `
States: new, modified, deleted (here); behind (changed at the hub); conflict (both).

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
  const all = await copy.status(options);
  if (!options.offline) await adoptClone(copy, all);
  const files = all.filter(({ path }) => selects(wanted, path));
  if (options.json) {
    printJson(files);
    return;
  }
  const paint = {
    'in-sync': style.dim,
    new: style.green,
    modified: style.yellow,
    deleted: style.red,
    committed: style.green,
    behind: style.blue,
    conflict: style.red,
  };
  const changed = files.filter(({ state }) => state !== 'in-sync');
  for (const { path, state } of changed) print(`${paint[state](state.padEnd(9))} ${printable(path)}`);
  note(`${copy.project.name} (${copy.branch}): ${count(files.length, 'file')}, ${changed.length} changed`);
}
