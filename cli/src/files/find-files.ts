import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, normalize } from 'node:path';
import { usageError } from '../command-error';
import { kindOf, STDIN, UnreadableFileError } from './read-source';

const MAX_DEPTH = 64;

export interface FoundFiles {
  readonly files: readonly string[];
  /** Folders that could not be listed, and what is named like a wanted file but is a pipe, a socket or a device. */
  readonly problems: readonly UnreadableFileError[];
}

type Wanted = (path: string) => boolean;

/**
 * The files that paths of the command line stand for: files as named, folders walked for what `wanted` accepts. In
 * order, each once. Hidden folders, `node_modules` and symbolic links are left out.
 * @throws CommandError (usage) for a path that does not exist
 */
export async function findFiles(paths: readonly string[], wanted: Wanted): Promise<FoundFiles> {
  const files = new Set<string>();
  const problems: UnreadableFileError[] = [];
  for (const path of paths) {
    if (!(await isFolder(path))) files.add(path === STDIN ? STDIN : normalize(path));
    else {
      const found = await walk(path, wanted);
      for (const file of found.files) files.add(file);
      problems.push(...found.problems);
    }
  }
  return { files: [...files], problems };
}

/** One file, as named. @throws CommandError (usage) for a path that does not exist, and for a folder */
export async function findFile(path: string): Promise<string> {
  if (await isFolder(path)) throw usageError(`“${path}” is a folder. Name one prompt.`);
  return path === STDIN ? STDIN : normalize(path);
}

/** Files below a folder, sorted, as paths that begin with it. */
export async function walk(folder: string, wanted: Wanted, depth = 0): Promise<FoundFiles> {
  if (depth > MAX_DEPTH) return { files: [], problems: [] };
  const { isIgnored } = await import('@prompthub/core');
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch (error) {
    return { files: [], problems: [UnreadableFileError.of(folder, error)] };
  }
  const files: string[] = [];
  const problems: UnreadableFileError[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !isIgnored(entry.name)) {
      const found = await walk(path, wanted, depth + 1);
      files.push(...found.files);
      problems.push(...found.problems);
    } else if (wanted(path)) {
      const kind = kindOf(entry);
      if (entry.isFile()) files.push(path);
      else if (kind !== undefined) problems.push(UnreadableFileError.special(path, kind));
    }
  }
  return { files, problems };
}

async function isFolder(path: string): Promise<boolean> {
  if (path === STDIN) return false;
  const stats = await stat(path).catch(() => undefined);
  if (!stats) throw usageError(`There is no file or folder “${path}”.`);
  return stats.isDirectory();
}
