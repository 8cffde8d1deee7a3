import { readdir, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { usageError } from '../command-error';
import { STDIN } from './read-source';

const MAX_DEPTH = 64;

/**
 * The files that paths of the command line stand for: files as named, folders walked for what `wanted` accepts. In
 * order, each once. Hidden folders, `node_modules` and symbolic links are left out.
 * @throws CommandError (usage) for a path that does not exist
 */
export async function findFiles(
  paths: readonly string[],
  wanted: (path: string) => boolean,
): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) {
    if (path === STDIN) {
      found.add(STDIN);
      continue;
    }
    const stats = await stat(path).catch(() => undefined);
    if (!stats) throw usageError(`There is no file or folder “${path}”.`);
    if (stats.isDirectory()) for (const file of await walk(path, wanted)) found.add(file);
    else found.add(normalize(path));
  }
  return [...found];
}

/** Files below a folder, sorted, as paths that begin with it. */
export async function walk(folder: string, wanted: (path: string) => boolean, depth = 0): Promise<string[]> {
  if (depth > MAX_DEPTH) return [];
  const { isIgnored } = await import('@prompthub/core');
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isIgnored(entry.name)) found.push(...(await walk(path, wanted, depth + 1)));
    else if (entry.isFile() && wanted(path)) found.push(path);
  }
  return found;
}
