import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { TestReport } from '@prompthub/protocol';
import { CommandError, usageError } from '../command-error';
import { replaceFile } from '../files/replace-file';
import type { ReportComparison } from './compare-reports';
import { FORMAT_NAMES, writerFor } from './formats';

/**
 * Called before anything runs, so that a wrong name, or a place where nothing may be written, costs nothing.
 * @throws CommandError (usage)
 */
export async function checkOutputs(files: readonly string[]): Promise<void> {
  for (const file of files) {
    if (!writerFor(file)) throw usageError(`--output ${file}: the name must end in ${FORMAT_NAMES}.`);
    const problem = await checkWritable(file).catch(refusal);
    if (problem !== undefined) throw usageError(`--output ${file}: ${problem} Nothing was run.`);
  }
}

/**
 * Each file is written whole or not at all, and one that cannot be written does not keep the others from it.
 * @throws CommandError that names those that could not be written
 */
export async function writeReports(
  report: TestReport,
  files: readonly string[],
  comparison?: ReportComparison,
): Promise<void> {
  const failures: string[] = [];
  for (const file of files) {
    const writer = await writerFor(file)?.();
    const text = (await writer?.(report, comparison)) ?? '';
    await write(file, text).catch((error: unknown) => failures.push(messageOf(error)));
  }
  if (failures.length > 0) throw new CommandError(failures.join('\n'));
}

async function write(file: string, text: string): Promise<void> {
  const { writeFileAtomically } = await import('@prompthub/client/node');
  const isThere = await stat(file).catch(() => undefined);
  await (isThere ? replaceFile(file, text) : writeFileAtomically(file, text));
}

async function checkWritable(file: string): Promise<string | undefined> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isDirectory()) return 'there is a folder of that name.';
  await mkdir(dirname(file), { recursive: true });
  // Trying says more than asking: rights, lists of them, and disks that are read-only.
  const trial = `${file}.${randomUUID()}.tmp`;
  await writeFile(trial, '', { flag: 'wx' });
  await rm(trial);
  return undefined;
}

function refusal(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') return 'you may not write there.';
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'the disk is full.';
  if (code === 'EROFS') return 'the disk is read-only.';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a part of its path is no folder.';
  return messageOf(error);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
