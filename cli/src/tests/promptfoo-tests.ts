import { glob } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type { PromptfooSuite } from '@prompthub/engine';
import type { ReportColumn } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { readDataText } from '../files/read-source';
import { readBeside } from '../interchange/read-beside';
import type { PromptTests } from './find-suites';

/** A configuration of promptfoo as prompts with tests, and how it wants them to be run. */
export interface PromptfooTests {
  readonly prompts: readonly PromptTests[];
  readonly columns: readonly ReportColumn[];
  readonly settings: PromptfooSuite['settings'];
}

/** Which of the paths is one: a file of YAML or JSON that is no suite of ours. @throws CommandError (usage) when it is not alone */
export async function promptfooConfigIn(paths: readonly string[]): Promise<string | undefined> {
  const { isTestsFile } = await import('@prompthub/core');
  const config = paths.find((path) => /\.(ya?ml|json)$/i.test(path) && !isTestsFile(path));
  if (config !== undefined && paths.length > 1)
    throw usageError(`“${config}” is run by itself, for it names prompts, models and tests of its own.`);
  return config;
}

/** The configuration that stands in a folder: what promptfoo runs when it is told nothing. */
export function promptfooConfigOf(folder: string): string | undefined {
  return ['yaml', 'yml', 'json']
    .map((end) => normalize(join(folder, `promptfooconfig.${end}`)))
    .find((file) => existsSync(file));
}

/** @throws CommandError (usage) that names all in it that is not run here, with the lines */
export async function readPromptfooTests(file: string): Promise<PromptfooTests> {
  const { PromptfooConfigError, readPromptfooSuite, suiteColumns, suiteGroups } =
    await import('@prompthub/engine');
  const text = await readDataText(file);
  const suite = await readPromptfooSuite({ path: file, text }, filesBeside(file)).catch((error: unknown) => {
    throw error instanceof PromptfooConfigError ? usageError(error.message) : error;
  });
  const { endpoints, settings } = suite;
  return {
    prompts: suiteGroups(suite).map(({ name, wording, variants, tests }) => ({
      prompt: `${file}#${name}`,
      text: '',
      tests: tests.map((test) => ({ source: file, test })),
      made: { wording, variants, endpoints },
    })),
    columns: suiteColumns(suite).map((column, index) => ({
      ...column,
      label: suite.models[index]?.label ?? column.model,
    })),
    settings,
  };
}

function filesBeside(file: string) {
  return {
    read: readBeside(file),
    async list(pattern: string): Promise<readonly string[]> {
      const found: string[] = [];
      for await (const path of glob(pattern, { cwd: dirname(file) })) found.push(path);
      return found.sort();
    },
    environment: process.env,
  };
}
