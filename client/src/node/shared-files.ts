import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { isSafePath } from './safe-path';

const isPrompt = (path: string) => path.endsWith('.prompt');
const isSuite = (path: string) => /\.tests\.ya?ml$/.test(path);

/** Deeper than any workspace; an end for folders that contain themselves. */
const MAX_DEPTH = 64;

/**
 * The files of a folder that belong to its project: prompts, their test suites and the data that these name. Paths are
 * relative to the folder, with `/`, sorted. Hidden folders, `node_modules` and symbolic links are not followed: a link
 * could bring in a file that was never meant to be shared.
 */
export async function listSharedFiles(folder: string): Promise<string[]> {
  const present = new Set<string>();
  await walk(folder, '', present);
  const shared = new Set([...present].filter((path) => isPrompt(path) || isSuite(path)));
  for (const path of [...shared]) {
    const text = await readFile(join(folder, path), 'utf8');
    for (const data of referencedData(text)) {
      const target = posix.normalize(posix.join(posix.dirname(path), data));
      if (present.has(target)) shared.add(target);
    }
  }
  return [...shared].sort();
}

/** Names of data files: `dataset: cases.csv` and promptfoo's `file://cases.json`. */
export function referencedData(text: string): string[] {
  const datasets = text.matchAll(
    /^[\s-]*dataset:[ \t]*(['"]?)(?:file:\/\/)?([^'"#\r\n]+?)\1[ \t]*(?:#.*)?$/gm,
  );
  const files = text.matchAll(/file:\/\/([^\s'"),\]}]+)/g);
  return [
    ...new Set([
      ...[...datasets].map((match) => match[2] ?? ''),
      ...[...files].map((match) => match[1] ?? ''),
    ]),
  ];
}

async function walk(folder: string, prefix: string, found: Set<string>): Promise<void> {
  if (prefix.split('/').length > MAX_DEPTH) return;
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  for (const entry of entries) {
    const path = prefix + entry.name;
    if (!isSafePath(path)) continue;
    if (entry.isDirectory()) await walk(folder, `${path}/`, found);
    else if (entry.isFile()) found.add(path);
  }
}
