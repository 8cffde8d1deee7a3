import { watch, type FSWatcher } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';

/** A save may be several writes. Milliseconds. */
const QUIET_MS = 150;
const MAX_FOLDERS = 5_000;

/** Tells which files below some folders were written, made or removed; hidden folders and `node_modules` are left out. */
export class FileWatch {
  readonly #isOurs: (file: string) => boolean;
  readonly #roots = new Set<string>();
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #changed = new Set<string>();
  #told: () => void = () => undefined;

  /** @param isOurs whether a change of this file, an absolute path, is our own doing */
  constructor(isOurs: (file: string) => boolean) {
    this.#isOurs = isOurs;
  }

  /** Watches what stands below these folders, too. */
  async add(roots: readonly string[]): Promise<void> {
    for (const root of roots) this.#roots.add(resolve(root));
    await this.#look();
  }

  /** Watches the folders that stand there now. */
  async #look(): Promise<void> {
    const { isIgnored } = await import('@prompthub/core');
    const waiting = [...this.#roots];
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      this.#watch(folder);
      if (this.#watchers.size >= MAX_FOLDERS) return;
      for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => []))
        if (entry.isDirectory() && !isIgnored(entry.name)) waiting.push(join(folder, entry.name));
    }
  }

  /** The files that changed since it was asked last, once there is quiet; undefined after an abort. */
  async next(signal: AbortSignal): Promise<readonly string[] | undefined> {
    while (!signal.aborted) {
      const known = this.#changed.size;
      if (known > 0) await new Promise((resume) => setTimeout(resume, QUIET_MS));
      else await this.#change(signal);
      if (known === 0 || known < this.#changed.size) continue;
      // Before anybody reads them: what is saved from now on is told.
      await this.#look();
      if (signal.aborted) break;
      const files = [...this.#changed];
      this.#changed.clear();
      return files;
    }
    return undefined;
  }

  close(): void {
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resume) => {
      this.#told = resume;
      signal.addEventListener('abort', () => resume(), { once: true });
    });
  }

  #watch(folder: string): void {
    if (this.#watchers.has(folder)) return;
    try {
      const watcher = watch(folder, (event, name) => {
        const file = name === null ? folder : join(folder, name);
        if (this.#isOurs(file)) return;
        if (event === 'rename') this.#forget(file);
        this.#changed.add(file);
        this.#told();
      });
      // A folder that is removed takes its watcher along.
      watcher.on('error', () => this.#watchers.delete(folder));
      this.#watchers.set(folder, watcher);
    } catch {
      // What cannot be watched is not: the system has no more watchers, or the folder is gone.
    }
  }

  /** A folder was made or removed, perhaps one after the other: what was watched may be what was removed. */
  #forget(folder: string): void {
    for (const [watched, watcher] of this.#watchers)
      if (watched === folder || watched.startsWith(folder + sep)) {
        watcher.close();
        this.#watchers.delete(watched);
      }
  }
}
