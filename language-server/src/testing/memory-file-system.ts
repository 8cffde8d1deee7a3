import type { DirectoryEntry, FileSystem, ReadResult } from '../file-system';
import { joinUri, normalizeUri } from '../uri';

/** A disk in memory: paths are relative to `file:///workspace`. */
export class MemoryFileSystem implements FileSystem {
  readonly #files = new Map<string, string>();

  constructor(files: Readonly<Record<string, string>>, root = 'file:///workspace') {
    for (const [path, text] of Object.entries(files)) this.write(joinUri(root, path), text);
  }

  write(uri: string, text: string): void {
    this.#files.set(normalizeUri(uri), text);
  }

  remove(uri: string): void {
    this.#files.delete(normalizeUri(uri));
  }

  read(uri: string): Promise<ReadResult> {
    const text = this.#files.get(normalizeUri(uri));
    return Promise.resolve(text === undefined ? { kind: 'missing' } : { kind: 'text', text });
  }

  list(folder: string): Promise<readonly DirectoryEntry[]> {
    const prefix = `${normalizeUri(folder)}/`;
    const entries = new Map<string, DirectoryEntry>();
    for (const uri of this.#files.keys()) {
      if (!uri.startsWith(prefix)) continue;
      const [name = '', ...rest] = uri.slice(prefix.length).split('/').map(decodeURIComponent);
      entries.set(name, { name, type: rest.length > 0 ? 'folder' : 'file' });
    }
    return Promise.resolve([...entries.values()]);
  }
}
