import { dirname, relative, resolve, sep } from 'node:path';
import { walk } from './find-files';
import { projectRootOf } from './project-root';
import { readToCheck, STDIN } from './read-source';

/** Sources by path from the root, with `/`. */
type Partials = ReadonlyMap<string, string>;

/** What lies around the prompts of one command: their partials, read once for each root. */
export class Workspace {
  readonly #partials = new Map<string, Promise<Partials>>();
  readonly #roots = new Map<string, string>();

  /** Sources of the partials that a prompt can see, by the names that it may use. */
  async partialsFor(file: string): Promise<Record<string, string>> {
    const { visiblePartials } = await import('@prompthub/core');
    const path = file === STDIN ? resolve('stdin.prompt') : resolve(file);
    const root = this.#rootOf(dirname(path));
    const sources = await this.#load(root);
    const seen = [...visiblePartials(pathFrom(root, path), sources.keys())];
    return Object.fromEntries(seen.map(([name, partial]) => [name, sources.get(partial) ?? '']));
  }

  #rootOf(folder: string): string {
    const known = this.#roots.get(folder);
    if (known !== undefined) return known;
    const found = projectRootOf(folder);
    this.#roots.set(folder, found);
    return found;
  }

  #load(root: string): Promise<Partials> {
    const known = this.#partials.get(root);
    if (known) return known;
    const loading = loadPartials(root);
    this.#partials.set(root, loading);
    return loading;
  }
}

/** A partial that cannot be read counts as empty here; checking that very file says what is wrong with it. */
async function loadPartials(root: string): Promise<Partials> {
  const { isPartial } = await import('@prompthub/core');
  const sources = new Map<string, string>();
  for (const file of (await walk(root, isPartial)).files) {
    const source = await readToCheck(file).catch(() => undefined);
    sources.set(pathFrom(root, file), source?.text ?? '');
  }
  return sources;
}

function pathFrom(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}
