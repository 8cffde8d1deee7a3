import { Argument, Command, Option } from 'commander';
import type { CheckedDiagnostic } from '../checking/check-file';
import { ExitCode } from '../exit-code';
import { count, note, print, printable, printJson } from '../terminal/output';
import { style } from '../terminal/style';
import { findFiles } from '../files/find-files';
import { Workspace } from '../files/workspace';
import { asFinding, checkFile } from '../checking/check-file';
import { showProgress } from '../terminal/progress';
import { fixFile } from '../checking/fix-file';

const severities = ['error', 'warning', 'info', 'hint'] as const;

interface CheckOptions {
  readonly format: 'text' | 'json';
  readonly json?: boolean;
  readonly fix?: boolean;
  readonly failOn: (typeof severities)[number];
}

export function checkCommand(): Command {
  return new Command('check')
    .description('Find mistakes in prompts and their tests.')
    .addArgument(
      new Argument('[paths...]', 'files or folders; - reads one prompt from the standard input').default([
        '.',
      ]),
    )
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .option('--json', 'the same as --format json')
    .option('--fix', 'apply the fixes that are the one obvious repair, then check')
    .addOption(
      new Option('--fail-on <severity>', 'least severity that gives exit code 1')
        .choices(severities)
        .default('warning'),
    )
    .addHelpText(
      'after',
      `
What cannot be read, a folder too, is a finding of its own.

Examples:
  $ prompthub check .
  $ prompthub check reply.prompt --fix
  $ prompthub check . --format json > findings.json
  $ cat reply.prompt | prompthub check -`,
    )
    .action(check);
}

async function check(paths: string[], options: CheckOptions): Promise<void> {
  const { isPrompt, isTestsFile } = await import('@prompthub/core');
  const { files, problems } = await findFiles(paths, (path) => isPrompt(path) || isTestsFile(path));
  if (options.fix) await fixAll(files);
  const workspace = new Workspace();
  const found: CheckedDiagnostic[] = problems.map(asFinding);
  const progress = await showProgress('Checking', files.length);
  for (const file of files) {
    found.push(...(await checkFile(file, workspace)));
    progress.step();
  }
  progress.stop();
  if (options.json || options.format === 'json') printJson(found);
  else printText(found, files.length);
  const limit = severities.indexOf(options.failOn);
  if (found.some(({ severity }) => severities.indexOf(severity) <= limit))
    process.exitCode = ExitCode.findings;
}

async function fixAll(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const applied = await fixFile(file);
    if (applied > 0) note(`${file}: ${count(applied, 'fix').replace('fixs', 'fixes')} applied`);
  }
}

function printText(found: readonly CheckedDiagnostic[], fileCount: number): void {
  const paint = { error: style.red, warning: style.yellow, info: style.blue, hint: style.dim };
  for (const { file, code, severity, message, range } of found) {
    const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
    print(printable(`${place}`) + ` ${paint[severity](severity)} ${printable(message)} ${style.dim(code)}`);
  }
  const fixable = found.filter(({ fix }) => fix).length;
  const summary = severities
    .map((severity) => [severity, found.filter((one) => one.severity === severity).length] as const)
    .filter(([, amount]) => amount > 0)
    .map(([severity, amount]) => (severity === 'info' ? `${amount} info` : count(amount, severity)));
  const files = count(fileCount, 'file');
  if (summary.length === 0) note(`${style.stderr.green('✓')} ${files} checked, nothing found`);
  else note(`${files} checked: ${summary.join(', ')}${fixable > 0 ? ` (${fixable} with a fix: --fix)` : ''}`);
}
