import { basename, dirname } from 'node:path';
import { existsSync } from 'node:fs';
import { Argument, Command } from 'commander';
import { CommandError, usageError } from '../command-error';
import { findFiles } from '../files/find-files';
import { readSource, STDIN } from '../files/read-source';
import { Workspace } from '../files/workspace';
import { reportConversions, type Conversion } from '../interchange/conversion-report';
import { writeNewFiles } from '../interchange/write-new-files';

interface ExportOptions {
  readonly to: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
}

export function exportCommand(): Command {
  return new Command('export')
    .description(
      'Write prompts as files of promptfoo, Prompty, GitHub Models, Langfuse or Dotprompt specifications.',
    )
    .addArgument(new Argument('<paths...>', 'prompts, or folders with prompts'))
    .requiredOption('--to <format>', 'promptfoo, prompty, github, langfuse or dotprompt-spec')
    .option('--out <folder>', 'where the files go; default: beside the prompt')
    .option('--force', 'replace files that are there')
    .option('--dry-run', 'write nothing; say what would be written')
    .option('--strict', 'exit with 1 when a field has to be dropped')
    .option('--json', 'print the files and the report as JSON')
    .addHelpText(
      'after',
      `
The tests inside and beside a prompt go with it, and the texts of its partials.

Examples:
  $ prompthub export reply.prompt --to promptfoo
  $ prompthub export prompts --to github --out .github/prompts --strict`,
    )
    .action(exportFiles);
}

async function exportFiles(paths: string[], options: ExportOptions): Promise<void> {
  const { isPartial, isPrompt } = await import('@prompthub/core');
  const { interchangeFormats, InterchangeError } = await import('@prompthub/engine');
  const format = interchangeFormats.find(({ id }) => id === options.to);
  if (!format)
    throw usageError(
      `There is no format “${options.to}”. There are ${interchangeFormats.map(({ id }) => id).join(', ')}.`,
    );
  const { files, problems } = await findFiles(paths, (path) => isPrompt(path) && !isPartial(path));
  const [problem] = problems;
  if (problem) throw problem;
  const workspace = new Workspace();
  const conversions: Conversion[] = [];
  for (const file of files) {
    const prompt = await readPrompt(file, workspace);
    const converted = await format.fromPrompt(prompt).catch((error: unknown) => {
      throw error instanceof InterchangeError ? new CommandError(error.message) : error;
    });
    const folder = options.out ?? (file === STDIN ? '.' : dirname(file));
    const written = options.dryRun
      ? converted.files.map(({ path }) => path)
      : await writeNewFiles(converted.files, { folder, force: options.force ?? false });
    conversions.push({ source: file, files: written, report: converted.report });
  }
  reportConversions(conversions, options);
}

async function readPrompt(
  file: string,
  workspace: Workspace,
): Promise<{ name: string; text: string; partials: Record<string, string>; suite?: string }> {
  const { text } = await readSource(file);
  const partials = await workspace.partialsFor(file);
  const stem = file.replace(/\.prompt$/, '');
  const beside = [`${stem}.tests.yaml`, `${stem}.tests.yml`].find(
    (path) => file !== STDIN && existsSync(path),
  );
  const name = file === STDIN ? 'prompt' : basename(stem);
  return { name, text, partials, ...(beside && { suite: (await readSource(beside)).text }) };
}
