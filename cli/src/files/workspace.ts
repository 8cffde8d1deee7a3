import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { isPartial, walk } from './find-files';
import { readSource, STDIN } from './read-source';

interface Partials {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly sources: ReadonlyMap<string, string>;
}

/** What lies around the prompts of one command: their partials, read once for each root. */
export class Workspace {
  readonly #partials = new Map<string, Promise<Partials>>();
  readonly #roots = new Map<string, string>();

  /**
   * Sources of the partials that a prompt can see: by bare name (the nearest file wins: own folder, folders above, then
   * the rest in order) and by path from the root. The same answer as the language server and the hub give.
   */
  async partialsFor(file: string): Promise<Record<string, string>> {
    const folder = file === STDIN ? process.cwd() : dirname(resolve(file));
    const root = this.#rootOf(folder);
    const { files, sources } = await this.#load(root);
    const distance = (path: string): number => {
      const home = dirname(path);
      return isWithin(home, folder) ? folder.length - home.length : Number.MAX_SAFE_INTEGER;
    };
    const ordered = [...files].sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1));
    const visible: Record<string, string> = {};
    for (const path of ordered) {
      const name = basename(path).slice(1, -'.prompt'.length);
      const home = relative(root, dirname(path)).split(sep).join('/');
      const source = sources.get(path) ?? '';
      visible[name] ??= source;
      if (home) visible[`${home}/${name}`] ??= source;
    }
    return visible;
  }

  /** The folder of the nearest `prompthub.yaml`, or of the repository, else where we stand (when the file is below). */
  #rootOf(folder: string): string {
    const known = this.#roots.get(folder);
    if (known !== undefined) return known;
    const cwd = process.cwd();
    const found =
      nearestWith('prompthub.yaml', folder) ??
      nearestWith('.git', folder) ??
      (isWithin(cwd, folder) ? cwd : folder);
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
  const files = await walk(root, isPartial);
  const sources = new Map<string, string>();
  for (const file of files) {
    const source = await readSource(file).catch(() => undefined);
    sources.set(file, source?.text ?? '');
  }
  return { files, sources };
}

function nearestWith(name: string, folder: string): string | undefined {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, name))) return current;
    if (dirname(current) === current) return undefined;
  }
}

function isWithin(parent: string, child: string): boolean {
  return child === parent || child.startsWith(parent.endsWith(sep) ? parent : parent + sep);
}
