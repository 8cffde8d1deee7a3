import { Argument, Command } from 'commander';
import { ExitCode } from '../exit-code';
import { replaceFile } from '../files/replace-file';
import { failureOf } from '../failure';
import { count, note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { findFiles } from '../files/find-files';
import { readSource, STDIN } from '../files/read-source';

interface FormatOptions {
  readonly check?: boolean;
  readonly json?: boolean;
}

export function formatCommand(): Command {
  return new Command('format')
    .description('Put prompts into one shape. What they render never changes.')
    .addArgument(
      new Argument(
        '[paths...]',
        'files or folders; - formats the standard input to the standard output',
      ).default(['.']),
    )
    .option('--check', 'change nothing; list what would change, and exit with 1 if there is any')
    .option('--json', 'print the list of changed files as JSON')
    .addHelpText(
      'after',
      `
What cannot be read or written is reported, the rest goes on, and the exit code is 1.

Examples:
  $ prompthub format .
  $ prompthub format --check .
  $ prompthub format - < reply.prompt`,
    )
    .action(formatFiles);
}

async function formatFiles(paths: string[], options: FormatOptions): Promise<void> {
  const { isPrompt } = await import('@prompthub/core');
  const { files, problems } = await findFiles(paths, isPrompt);
  const failed: Error[] = [...problems];
  const changed: string[] = [];
  for (const file of files) {
    try {
      if (await formatFile(file, options)) changed.push(file);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failed.push(error);
    }
  }
  const printed = !options.check && files.includes(STDIN);
  for (const error of failed)
    note(`${style.stderr.red('prompthub:')} ${printable(failureOf(error).message)}`);
  if (failed.length > 0 || (options.check && changed.length > 0)) process.exitCode = ExitCode.findings;
  if (printed) return;
  if (options.json) printJson(changed);
  else for (const file of changed) print(file);
  const verb = options.check ? 'would change' : 'changed';
  const rest = failed.length > 0 ? `, ${failed.length} failed` : '';
  note(`${count(files.length, 'file')}, ${changed.length} ${verb}${rest}`);
}

/** Whether there was something to change; the standard input goes to the standard output. */
async function formatFile(file: string, { check }: FormatOptions): Promise<boolean> {
  const { format } = await import('@prompthub/core');
  const { text } = await readSource(file);
  const formatted = format(text);
  if (file === STDIN && !check) process.stdout.write(formatted);
  else if (formatted !== text && !check) await replaceFile(file, formatted);
  return formatted !== text;
}
