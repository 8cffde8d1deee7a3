import { Argument, Command } from 'commander';
import { ExitCode } from '../exit-code';
import { replaceFile } from '../files/replace-file';
import { count, note, print, printJson } from '../terminal/output';
import { findFiles } from '../files/find-files';
import { readSource, STDIN } from '../files/read-source';

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
Examples:
  $ prompthub format .
  $ prompthub format --check .
  $ prompthub format - < reply.prompt`,
    )
    .action(formatFiles);
}

async function formatFiles(paths: string[], options: { check?: boolean; json?: boolean }): Promise<void> {
  const { format, isPrompt } = await import('@prompthub/core');
  const files = await findFiles(paths, isPrompt);
  const changed: string[] = [];
  for (const file of files) {
    const { text } = await readSource(file);
    const formatted = format(text);
    if (file === STDIN && !options.check) {
      process.stdout.write(formatted);
      return;
    }
    if (formatted === text) continue;
    changed.push(file);
    if (!options.check) await replaceFile(file, formatted);
  }
  if (options.json) printJson(changed);
  else for (const file of changed) print(file);
  const verb = options.check ? 'would change' : 'changed';
  note(`${count(files.length, 'file')}, ${changed.length} ${verb}`);
  if (options.check && changed.length > 0) process.exitCode = ExitCode.findings;
}
