import { Argument, Command } from 'commander';
import type { Blame } from '@prompthub/protocol';
import { openWorkingCopy } from '../hub/connect';
import { minute } from '../hub/describe-commit';
import { toProjectPath } from '../hub/project-paths';
import { print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';

export function blameCommand(): Command {
  return new Command('blame')
    .description('Show which version wrote each line of a file, and who made it.')
    .addArgument(new Argument('<file>', 'the file, as it is at the hub'))
    .option('--ref <ref>', 'a branch, a tag or a commit; default: the current branch')
    .option('--json', 'print the ranges of lines as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub blame reply.prompt
  $ prompthub blame reply.prompt --ref v1.0 --json`,
    )
    .action(blame);
}

async function blame(file: string, options: { ref?: string; json?: boolean }): Promise<void> {
  const { copy, link } = await openWorkingCopy();
  const path = toProjectPath(link, file);
  const found = await copy.project.blame(path, { ref: options.ref ?? copy.branch });
  if (options.json) return printJson(found);
  // Of the same version, so that lines and text belong together.
  const { content } = await copy.project.file(path, { ref: found.commit });
  for (const line of annotated(found, content)) print(line);
}

function annotated({ ranges, commits }: Blame, content: string): string[] {
  const lines = content.split('\n');
  const authors = Object.values(commits).map(({ author }) => printable(author.name).length);
  const width = Math.min(Math.max(0, ...authors), 24);
  return ranges.flatMap(({ start, count, commit }) =>
    lines.slice(start - 1, start - 1 + count).map((line, at) => {
      const by = commits[commit];
      const name = printable(by?.author.name ?? '')
        .slice(0, width)
        .padEnd(width);
      const number = String(start + at).padStart(String(lines.length).length);
      return `${style.yellow(commit.slice(0, 10))} ${style.dim(`${name} ${minute(by?.createdAt ?? '')}`)} ${number} ${printable(line)}`;
    }),
  );
}
