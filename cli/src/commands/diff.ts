import { Argument, Command } from 'commander';
import { ExitCode } from '../exit-code';
import type { TextDiff } from '../hub/local-diff';
import { print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { openWorkingCopy } from '../hub/connect';
import { toProjectPath } from '../hub/project-paths';
import { localDiff } from '../hub/local-diff';

interface DiffOptions {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

export function diffCommand(): Command {
  return new Command('diff')
    .description('Show what changed: between the hub and here, or between two versions.')
    .addArgument(new Argument('[file]', 'the prompt; default: everything'))
    .option('--from <ref>', 'a branch or a commit; default: the current branch')
    .option('--to <ref>', 'a branch or a commit; default: the files here')
    .option('--exit-code', 'exit with 1 when there is a difference')
    .option('--json', 'print the differences as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ prompthub diff
  $ prompthub diff reply.prompt
  $ prompthub diff reply.prompt --from 4f1c0d2… --to main`,
    )
    .action(diff);
}

async function diff(file: string | undefined, options: DiffOptions): Promise<void> {
  const { copy, link } = await openWorkingCopy();
  const path = file === undefined ? undefined : toProjectPath(link, file);
  const files: readonly TextDiff[] =
    options.to === undefined
      ? await localDiff(copy, { path, ref: options.from })
      : (await copy.project.diff({ from: options.from ?? copy.branch, to: options.to, path })).files;
  if (options.json) printJson(files);
  else for (const one of files) print([...inWords(one), paint(one.patch)].join('\n'));
  if (options.exitCode && files.length > 0) process.exitCode = ExitCode.findings;
}

/** What changed in a prompt as a person would say it. Git skips such lines when it applies the patch. */
function inWords({ path, changes }: TextDiff): string[] {
  if (changes === undefined) return [];
  const sentences = changes.map(({ sentence }) => sentence);
  const said = sentences.length > 0 ? sentences : ['Nothing changed in meaning.'];
  return [style.bold(printable(path)), ...said.map((sentence) => `  ${printable(sentence)}`)];
}

function paint(patch: string): string {
  return patch
    .trimEnd()
    .split('\n')
    .map((line) => {
      const text = printable(line);
      if (/^(?:---|\+\+\+) /.test(line)) return style.bold(text);
      if (line.startsWith('@@')) return style.blue(text);
      if (line.startsWith('+')) return style.green(text);
      return line.startsWith('-') ? style.red(text) : text;
    })
    .join('\n');
}
