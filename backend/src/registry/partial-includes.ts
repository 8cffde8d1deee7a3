import { Injectable } from '@nestjs/common';
import { isPartial, visiblePartials } from '@prompthub/core';
import { LeastRecentlyUsed } from '../common/least-recently-used';
import { type Includes, PromptLanguage } from './prompt-language';

/** Names kept in memory, over all projects. */
const CACHED_NAMES = 200_000;

/** Texts of blobs by id. */
export type Texts = (blobs: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** What a prompt includes in one version, through others too. */
export interface Reach {
  /** Path of each partial that is reached, by the name that reached it. */
  readonly found: ReadonlyMap<string, string>;
  /** Of those, what the file itself names. */
  readonly direct: ReadonlySet<string>;
  /** Names that are no partial's. */
  readonly missing: readonly string[];
}

/** Which partials the prompts of a version include. What a blob names never changes, so that it is read once. */
@Injectable()
export class PartialIncludes {
  readonly #known = new LeastRecentlyUsed<Includes>(CACHED_NAMES);

  constructor(private readonly language: PromptLanguage) {}

  /**
   * The reach of each of `paths` in a version with these `files` (blobs by path). Names that are computed when the prompt runs
   * reach every partial that it sees when `computed` says so; otherwise nothing, as nobody can know.
   */
  async reach(
    paths: readonly string[],
    { files, texts, computed }: { files: ReadonlyMap<string, string>; texts: Texts; computed: boolean },
  ): Promise<Map<string, Reach>> {
    const partials = [...files.keys()].filter(isPartial);
    const blobs = new Map([...new Set([...paths, ...partials])].map((path) => [path, files.get(path) ?? '']));
    const includes = await this.#read([...new Set(blobs.values())], texts);
    const namesOf = (path: string, visible: ReadonlyMap<string, string>): Iterable<string> => {
      const own = includes.get(blobs.get(path) ?? '');
      return own?.computed === true && computed ? [...own.names, ...visible.keys()] : (own?.names ?? []);
    };
    return new Map(paths.map((path) => [path, walk(path, visiblePartials(path, partials), namesOf)]));
  }

  async #read(blobs: readonly string[], texts: Texts): Promise<Map<string, Includes>> {
    const found = new Map<string, Includes>();
    for (const blob of blobs) {
      const known = this.#known.get(blob);
      if (known !== undefined) found.set(blob, known);
    }
    const missing = blobs.filter((blob) => !found.has(blob));
    for (const [blob, text] of missing.length === 0 ? [] : await texts(missing)) {
      const includes = this.language.includes(text);
      found.set(blob, includes);
      this.#known.set(blob, includes, includes.names.length + 1);
    }
    return found;
  }
}

function walk(
  start: string,
  visible: ReadonlyMap<string, string>,
  namesOf: (path: string, visible: ReadonlyMap<string, string>) => Iterable<string>,
): Reach {
  const found = new Map<string, string>();
  const direct = new Set<string>();
  const missing = new Set<string>();
  const open = [start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    for (const name of namesOf(path, visible)) {
      const partial = visible.get(name);
      if (partial === undefined) missing.add(name);
      else if (path === start) direct.add(partial);
      if (partial === undefined || found.has(name)) continue;
      found.set(name, partial);
      open.push(partial);
    }
  }
  return { found, direct, missing: [...missing] };
}
