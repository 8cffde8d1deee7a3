import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { readDataText, STDIN } from '../files/read-source';

/**
 * Reads files that a file points to. Only what lies beside or below it, or where the command stands, is read: a
 * configuration from elsewhere must not bring in others' files.
 */
export function readBeside(file: string): (path: string) => Promise<string | undefined> {
  const folder = file === STDIN ? process.cwd() : dirname(resolve(file));
  return async (path) => {
    try {
      const found = await realpath(resolve(folder, path));
      const roots = await Promise.all([folder, process.cwd()].map((root) => realpath(root)));
      return roots.some((root) => isWithin(root, found)) ? await readDataText(found) : undefined;
    } catch {
      return undefined;
    }
  };
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !way.startsWith('..') && !isAbsolute(way);
}
