import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { FileChange, FileConflict } from '@prompthub/protocol';
import { CommandError, usageError } from '../command-error';

/**
 * Writes the files in conflict to a folder of their own, so that no file of the project is touched: the merged text with
 * markers, or the text of the side that still has the file.
 */
export async function writeConflicts(
  folder: string,
  conflicts: readonly FileConflict[],
): Promise<{ written: number; left: string[] }> {
  const { resolveSafely, writeFileAtomically } = await import('@prompthub/client/node');
  const left: string[] = [];
  let written = 0;
  for (const { path, text, ours, theirs } of conflicts) {
    const content = text ?? ours ?? theirs;
    const file = await resolveSafely(resolve(folder), path).catch(() => undefined);
    if (content === undefined || file === undefined) left.push(path);
    else {
      await writeFileAtomically(file, content);
      written++;
    }
  }
  return { written, left };
}

/** @throws CommandError when there is no such folder, or a file in it still has markers */
export async function readResolutions(folder: string): Promise<FileChange[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw usageError(`There is no folder ${folder}.`);
  });
  const changes: FileChange[] = [];
  for (const entry of entries.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file, 'utf8');
    if (/^<{7} /m.test(content) && /^>{7} /m.test(content))
      throw new CommandError(`${file} still has the markers of a conflict. Mend it first.`);
    changes.push({ path: relative(folder, file).split(sep).join('/'), content });
  }
  return changes;
}
