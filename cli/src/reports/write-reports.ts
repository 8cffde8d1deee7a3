import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { usageError } from '../command-error';
import { jsonReport } from './json-report';
import { junitReport } from './junit-report';
import { markdownReport } from './markdown-report';
import type { Report } from './report';

const formats: Readonly<Record<string, (report: Report) => string>> = {
  '.json': jsonReport,
  '.xml': junitReport,
  '.md': markdownReport,
};

/** Called before anything runs, so that a wrong name costs nothing. @throws CommandError (usage) */
export function checkOutputNames(files: readonly string[]): void {
  for (const file of files) {
    if (!(extname(file) in formats))
      throw usageError(`--output ${file}: the name must end in .json, .xml (JUnit) or .md.`);
  }
}

export async function writeReports(report: Report, files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, formats[extname(file)]?.(report) ?? '');
  }
}
