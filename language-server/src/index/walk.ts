import { isIgnored } from '@prompthub/core';
import type { FileSystem } from '../file-system';
import { joinUri } from '../uri';
import { inParallel } from './in-parallel';

export interface WalkOptions {
  /** How many levels of folders below the first; 0 looks at its own files alone. */
  readonly depth: number;
  readonly limit: number;
  readonly wanted: (name: string) => boolean;
}

/** Deeper folders are not looked into. */
export const MAX_DEPTH = 64;

/** How many folders or files are asked for at the same time. */
export const CONCURRENCY = 32;

/** The wanted files below a folder, level by level; `complete` is false when there are more than `limit`. */
export async function walk(
  fileSystem: FileSystem,
  folder: string,
  { depth, limit, wanted }: WalkOptions,
): Promise<{ readonly files: readonly string[]; readonly complete: boolean }> {
  const files: string[] = [];
  let level = [folder];
  for (let left = depth; level.length > 0; left--) {
    const found = new Map<string, { files: string[]; folders: string[] }>();
    await inParallel(level, CONCURRENCY, async (each) => {
      const entries = (await fileSystem.list(each)).filter(({ name }) => !isIgnored(name));
      const urisOf = (type: string, keep: (name: string) => boolean): string[] =>
        entries
          .filter((entry) => entry.type === type && keep(entry.name))
          .map(({ name }) => joinUri(each, name));
      found.set(each, { files: urisOf('file', wanted), folders: urisOf('folder', () => left > 0) });
    });
    // In the order of the folders, whichever disk answered first.
    for (const each of level) files.push(...(found.get(each)?.files ?? []));
    if (files.length > limit) return { files: files.slice(0, limit), complete: false };
    level = level.flatMap((each) => found.get(each)?.folders ?? []);
  }
  return { files, complete: true };
}
