import { isPartial, visiblePartials } from '@prompthub/core';
import { LINK_FILE } from '@prompthub/protocol';
import { folderOf, isInside, joinUri, relativePath } from '../uri';

/** Name → URI of the partials that a prompt can see. */
export type VisiblePartials = ReadonlyMap<string, string>;

export interface Surroundings {
  /** All files, by normalized URI. */
  readonly files: ReadonlySet<string>;
  readonly partials: Iterable<string>;
  /** The workspace folder that a file belongs to. */
  readonly rootOf: (uri: string) => string | undefined;
  /** True for a folder that an open document outside of the workspace brought along. */
  readonly isLoose: (folder: string) => boolean;
}

/** Which partials each prompt sees. Found out once for each folder, and again after `clear`. */
export class PartialVisibility {
  readonly #surroundings: Surroundings;
  readonly #known = new Map<string, VisiblePartials>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  clear(): void {
    this.#known.clear();
  }

  /** Undefined when nothing is known about the surroundings of a prompt. */
  of(uri: string): VisiblePartials | undefined {
    const folder = folderOf(uri);
    const root = this.#projectOf(uri) ?? (this.#surroundings.isLoose(folder) ? folder : undefined);
    if (root === undefined) return undefined;
    const key = `${root}\n${folder}`;
    const known = this.#known.get(key) ?? this.#find(uri, root);
    this.#known.set(key, known);
    return known;
  }

  /** As it would be if files had other addresses: old → new. */
  after(moved: ReadonlyMap<string, string>): PartialVisibility {
    const files = new Set([...this.#surroundings.files].map((file) => moved.get(file) ?? file));
    return new PartialVisibility({ ...this.#surroundings, files, partials: [...files].filter(isPartial) });
  }

  /** The folder whose files form one project: the nearest with a `prompthub.yaml`, else the workspace folder. */
  #projectOf(uri: string): string | undefined {
    const { files, rootOf } = this.#surroundings;
    const root = rootOf(uri);
    if (root === undefined) return undefined;
    for (let folder = folderOf(uri); isInside(folder, root) && folder !== root; folder = folderOf(folder))
      if (files.has(joinUri(folder, LINK_FILE))) return folder;
    return root;
  }

  #find(uri: string, root: string): VisiblePartials {
    const candidates = [...this.#surroundings.partials].filter((file) => isInside(file, root));
    const byPath = new Map(candidates.map((file) => [relativePath(root, file), file]));
    const seen = [...visiblePartials(relativePath(root, uri), byPath.keys())];
    return new Map(seen.map(([name, path]) => [name, byPath.get(path) ?? path]));
  }
}
