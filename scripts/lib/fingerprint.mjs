/** Tells whether files changed since something was made from them. Runs on Node 20; only built-ins. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './bootstrap.mjs';

const NOT_INPUT = new Set(['node_modules', 'dist', 'coverage', 'test', '.vscode-test', 'artifacts']);
const STAMPS = path.join(ROOT, '.cache', 'start');

/** Hash over path, size and time of every source file below the folders and of the named files. */
export function fingerprint(folders, files = []) {
  const hash = createHash('sha256');
  for (const file of [...files, ...folders.flatMap((folder) => sourceFiles(folder))].sort()) {
    const found = statSync(path.join(ROOT, file), { throwIfNoEntry: false });
    hash.update(`${file}\0${found?.size}\0${found?.mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** What `remember` was told last under this name. */
export function remembered(name) {
  try {
    return readFileSync(path.join(STAMPS, name), 'utf8');
  } catch {
    return undefined;
  }
}

export function remember(name, value) {
  mkdirSync(STAMPS, { recursive: true });
  writeFileSync(path.join(STAMPS, name), value);
}

function sourceFiles(folder) {
  let entries;
  try {
    entries = readdirSync(path.join(ROOT, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_INPUT.has(entry.name) ? [] : sourceFiles(name);
    return entry.name.endsWith('.test.ts') || entry.name.endsWith('.vsix') ? [] : [name];
  });
}
