import { partialNameOf } from './file-names';

/**
 * Which partials a prompt sees, by the names that `{{> name}}` may use: by their bare name, where the nearest file wins
 * (the prompt's own folder, then those above it, then the rest in the order of their paths), and by their path from the
 * root without `_` (`mail/footer`), as Dotprompt's folder store names them. All paths are relative to the root, with `/`;
 * those of other files are passed over. The answer does not depend on the order in which they come.
 */
export function visiblePartials(prompt: string, paths: Iterable<string>): Map<string, string> {
  const folder = folderOf(prompt);
  const found = new Map<string, string>();
  const best = new Map<string, Candidate>();
  for (const path of paths) {
    const name = partialNameOf(path);
    if (name === undefined) continue;
    const home = folderOf(path);
    if (home !== '') found.set(`${home}/${name}`, path);
    const candidate = { path, distance: distanceBetween(folder, home) };
    const known = best.get(name);
    if (known && !isNearer(candidate, known)) continue;
    best.set(name, candidate);
    found.set(name, path);
  }
  return found;
}

interface Candidate {
  readonly path: string;
  readonly distance: number;
}

function isNearer(one: Candidate, other: Candidate): boolean {
  return one.distance < other.distance || (one.distance === other.distance && one.path < other.path);
}

/** Steps up from `folder` to `home`; all that is not above the folder is equally far. */
function distanceBetween(folder: string, home: string): number {
  const isAbove = home === '' || folder === home || folder.startsWith(`${home}/`);
  return isAbove ? depthOf(folder) - depthOf(home) : Number.MAX_SAFE_INTEGER;
}

function depthOf(folder: string): number {
  return folder === '' ? 0 : folder.split('/').length;
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
