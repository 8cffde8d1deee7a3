import { Argument, Command } from 'commander';
import type { CommitPage } from '@prompthub/protocol';
import { note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { atLeastOne } from './parse-number';
import { openWorkingCopy } from '../hub/connect';
import { toProjectPath } from '../hub/project-paths';

export function logCommand(): Command {
  return new Command('log')
    .description('List the versions of a prompt, newest first.')
    .addArgument(new Argument('[file]', 'the prompt; default: the whole project'))
    .option('-n, --limit <n>', 'at most so many', atLeastOne, 20)
    .option('--ref <ref>', 'a branch or a commit to begin at')
    .option('--json', 'print the commits as JSON')
    .addHelpText('after', `\nExamples:\n  $ prompthub log reply.prompt\n  $ prompthub log --limit 5 --json`)
    .action(log);
}

async function log(
  file: string | undefined,
  options: { limit: number; ref?: string; json?: boolean },
): Promise<void> {
  const { allPages } = await import('@prompthub/client');
  const { copy, link } = await openWorkingCopy();
  const path = file === undefined ? undefined : toProjectPath(link, file);
  const ref = options.ref ?? copy.branch;
  const limit = Math.min(options.limit, 200);
  const commits: CommitPage['items'] = [];
  for await (const commit of allPages((cursor) => copy.project.history({ path, ref, cursor, limit }))) {
    commits.push(commit);
    if (commits.length >= options.limit) break;
  }
  if (options.json) printJson(commits);
  else for (const commit of commits) print(describe(commit));
  if (commits.length === 0) note(`There are no versions of ${printable(file ?? 'this project')} yet.`);
}

function describe({ id, author, createdAt, message }: CommitPage['items'][number]): string {
  const subject = message.split('\n')[0] ?? '';
  return `${style.yellow(id.slice(0, 10))} ${createdAt.slice(0, 16).replace('T', ' ')} ${style.dim(printable(author.name))} ${printable(subject)}`;
}
