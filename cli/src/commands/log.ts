import { Argument, Command } from 'commander';
import type { CommitPage } from '@prompthub/protocol';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { atLeastOne } from './parse-number';
import { openWorkingCopy } from '../hub/connect';
import { describeCommit } from '../hub/describe-commit';
import { firstOf } from '../hub/first-of';
import { toProjectPath } from '../hub/project-paths';

export function logCommand(): Command {
  return new Command('log')
    .description('List the versions of a prompt, newest first.')
    .addArgument(new Argument('[file]', 'the prompt; default: the whole project'))
    .option('-n, --limit <n>', 'at most so many', atLeastOne, 20)
    .option('--ref <ref>', 'a branch, a tag or a commit to begin at')
    .option('--follow', 'go on under the names that the prompt had before')
    .option('--json', 'print the commits as JSON')
    .addHelpText(
      'after',
      `\nExamples:\n  $ prompthub log reply.prompt --follow\n  $ prompthub log --limit 5 --json`,
    )
    .action(log);
}

async function log(
  file: string | undefined,
  options: { limit: number; ref?: string; follow?: boolean; json?: boolean },
): Promise<void> {
  const { copy, link } = await openWorkingCopy();
  const path = file === undefined ? undefined : toProjectPath(link, file);
  const ref = options.ref ?? copy.branch;
  const { follow } = options;
  const commits = await firstOf(options.limit, (page) =>
    copy.project.history({ path, ref, follow, ...page }),
  );
  if (options.json) printJson(commits);
  else for (const commit of commits) print(describe(commit, path));
  if (commits.length === 0) note(`There are no versions of ${printable(file ?? 'this project')} yet.`);
}

function describe(commit: CommitPage['items'][number], file: string | undefined): string {
  const { path, renamedFrom } = commit;
  const name = path === undefined || path === file ? '' : style.blue(` ${printable(path)}`);
  const before = renamedFrom === undefined ? '' : style.blue(` (was ${printable(renamedFrom)})`);
  return `${describeCommit(commit)}${name}${before}`;
}
