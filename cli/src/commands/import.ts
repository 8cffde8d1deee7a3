import { dirname } from 'node:path';
import type { InterchangeFormat } from '@prompthub/engine';
import { Argument, Command } from 'commander';
import { CommandError, usageError } from '../command-error';
import { findFile } from '../files/find-files';
import { readDataText, STDIN } from '../files/read-source';
import { reportConversions, type Conversion } from '../interchange/conversion-report';
import { readBeside } from '../interchange/read-beside';
import { writeNewFiles } from '../interchange/write-new-files';

interface ImportOptions {
  readonly from?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly strict?: boolean;
  readonly json?: boolean;
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'Make prompts of files of promptfoo, Prompty, GitHub Models, Langfuse or Dotprompt specifications.',
    )
    .addArgument(new Argument('<files...>', 'files of the other format; - reads the standard input'))
    .option(
      '--from <format>',
      'promptfoo, prompty, github, langfuse or dotprompt-spec; default: what the file looks like',
    )
    .option('--out <folder>', 'where the prompts go; default: beside the file')
    .option('--force', 'replace files that are there')
    .option('--dry-run', 'write nothing; say what would be written')
    .option('--strict', 'exit with 1 when a field has to be dropped')
    .option('--json', 'print the files and the report as JSON')
    .addHelpText(
      'after',
      `
Fields that PromptHub does not have are stored in the prompt, unused, and come back on export; the report names them,
and whatever had to be changed or dropped.

Examples:
  $ prompthub import promptfooconfig.yaml --out prompts
  $ prompthub import *.prompty --dry-run
  $ curl -s "$LANGFUSE_HOST/api/public/v2/prompts/reply" -u "$KEYS" | prompthub import - --from langfuse`,
    )
    .action(importFiles);
}

async function importFiles(files: string[], options: ImportOptions): Promise<void> {
  const conversions: Conversion[] = [];
  for (const name of files) conversions.push(await importFile(await findFile(name), options));
  reportConversions(conversions, options);
}

async function importFile(file: string, options: ImportOptions): Promise<Conversion> {
  const { InterchangeError } = await import('@prompthub/engine');
  const text = await readDataText(file);
  const format = await chooseFormat({ path: file, text }, options.from);
  const { files, report } = await format
    .toPrompts({ path: file, text, load: readBeside(file) })
    .catch((error: unknown) => {
      throw error instanceof InterchangeError ? new CommandError(error.message) : error;
    });
  const folder = options.out ?? (file === STDIN ? '.' : dirname(file));
  const written = options.dryRun
    ? files.map(({ path }) => path)
    : await writeNewFiles(files, { folder, force: options.force ?? false });
  return { source: file, files: written, report };
}

async function chooseFormat(
  file: { path: string; text: string },
  from: string | undefined,
): Promise<InterchangeFormat> {
  const { interchangeFormats, recogniseFormat } = await import('@prompthub/engine');
  const found = from === undefined ? recogniseFormat(file) : interchangeFormats.find(({ id }) => id === from);
  if (found) return found;
  const known = interchangeFormats.map(({ id }) => id).join(', ');
  throw usageError(
    from === undefined
      ? `${file.path}: it looks like none of the formats. Name one with --from: ${known}.`
      : `There is no format “${from}”. There are ${known}.`,
  );
}
