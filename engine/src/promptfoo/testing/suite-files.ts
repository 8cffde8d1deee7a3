import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SuiteFiles } from '../suite';

/** The files of a folder. */
export function filesIn(folder: string): SuiteFiles {
  return {
    read: (path) => readFile(join(folder, path), 'utf8').catch(() => undefined),
    list: (pattern) => Promise.resolve(globSync(pattern, { cwd: folder }).sort()),
    environment: {},
  };
}

/** Files that are given by name. */
export function filesOf(files: Readonly<Record<string, string>>): SuiteFiles {
  return {
    read: (path) => Promise.resolve(files[path]),
    list: (pattern) => {
      const [before = '', after = ''] = pattern.split('*');
      return Promise.resolve(
        Object.keys(files).filter((name) => name.startsWith(before) && name.endsWith(after)),
      );
    },
    environment: { REGION: 'north' },
  };
}
