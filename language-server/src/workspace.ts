import {
  isIgnored,
  isPartial,
  isPrompt,
  isTestsFile,
  parse,
  parseYaml,
  visiblePartials,
  type PromptTree,
} from '@prompthub/core';
import { LINK_FILE, linkFile, type LinkFile } from '@prompthub/protocol';
import { PromptDocument, type Documents } from './documents';
import type { FileSystem, ReadResult } from './file-system';
import { fileNameOf, folderOf, isInside, joinUri, normalizeUri, relativePath } from './uri';

const MAX_FILES = 10_000;
const MAX_DEPTH = 64;
const EMPTY = parse('');

/**
 * What lies around the open documents: prompts, partials, suites and link files of the workspace folders, by
 * normalized URI. Only partials and link files are read at once; prompts and suites when they are asked for.
 */
export class Workspace {
  readonly #fileSystem: FileSystem;
  readonly #documents: Documents;
  readonly #files = new Set<string>();
  readonly #partials = new Map<string, PromptDocument>();
  readonly #links = new Map<string, LinkFile>();
  readonly #loose = new Set<string>();
  #folders: readonly string[] = [];
  #generation = 0;
  #ready: Promise<void> = Promise.resolve();
  #partialsCache = new Map<string, ReadonlyMap<string, string>>();

  constructor(fileSystem: FileSystem, documents: Documents) {
    this.#fileSystem = fileSystem;
    this.#documents = documents;
  }

  /** Grows whenever something changed that a diagnostic of another file may depend on. */
  get generation(): number {
    return this.#generation;
  }

  /** Resolves when all folders are indexed. Never rejects. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  setFolders(folders: readonly string[]): Promise<void> {
    this.#folders = folders.map(normalizeUri);
    this.#files.clear();
    this.#partials.clear();
    this.#links.clear();
    this.#loose.clear();
    return this.#enqueue(async () => {
      for (const folder of this.#folders) await this.#scan(folder, MAX_DEPTH);
    });
  }

  /** Reads again what the client says has changed, appeared or gone. */
  filesChanged(uris: readonly string[]): Promise<void> {
    return this.#enqueue(async () => {
      for (const uri of uris.map(normalizeUri)) await this.#refresh(uri);
    });
  }

  /** A document outside every folder brings its own folder (not what lies below) with it. */
  opened(document: PromptDocument): Promise<void> {
    const folder = folderOf(document.key);
    if (!document.key.startsWith('file:') || this.rootOf(document.key) || this.#loose.has(folder))
      return this.#ready;
    this.#loose.add(folder);
    return this.#enqueue(() => this.#scan(folder, 0));
  }

  /** To be called when an open document's text changes; others may depend on it. */
  textChanged(document: PromptDocument): void {
    if (isPartial(document.key)) this.#touch();
  }

  /** All `.prompt` files of the workspace, partials too. */
  prompts(): string[] {
    return [...this.#files].filter(isPrompt);
  }

  suites(): string[] {
    return [...this.#files].filter(isTestsFile);
  }

  /** The workspace folder that a file belongs to, the innermost one; undefined for a file outside all of them. */
  rootOf(uri: string): string | undefined {
    const key = normalizeUri(uri);
    const roots = this.#folders.filter((folder) => isInside(key, folder));
    return roots.sort((left, right) => right.length - left.length)[0];
  }

  /** Name → URI of the partials that a prompt can see; undefined when nothing is known about its surroundings. */
  partialUris(uri: string): ReadonlyMap<string, string> | undefined {
    const key = normalizeUri(uri);
    const root = this.#projectOf(key) ?? (this.#loose.has(folderOf(key)) ? folderOf(key) : undefined);
    if (root === undefined) return undefined;
    const cacheKey = `${root}\n${folderOf(key)}`;
    const found = this.#partialsCache.get(cacheKey) ?? this.#findPartials(key, root);
    this.#partialsCache.set(cacheKey, found);
    return found;
  }

  #findPartials(key: string, root: string): ReadonlyMap<string, string> {
    const candidates = [...this.#files].filter((file) => isPartial(file) && isInside(file, root));
    const byPath = new Map(candidates.map((file) => [relativePath(root, file), file]));
    const seen = [...visiblePartials(relativePath(root, key), byPath.keys())];
    return new Map(seen.map(([name, path]) => [name, byPath.get(path) ?? path]));
  }

  /** The folder whose files form one project: the nearest with a `prompthub.yaml`, else the workspace folder. */
  #projectOf(key: string): string | undefined {
    const root = this.rootOf(key);
    if (root === undefined) return undefined;
    for (let folder = folderOf(key); isInside(folder, root) && folder !== root; folder = folderOf(folder))
      if (this.#files.has(joinUri(folder, LINK_FILE))) return folder;
    return root;
  }

  /** Name → source; an open document's text wins over the disk's. */
  partials(uri: string): Record<string, string> | undefined {
    const uris = this.partialUris(uri);
    if (!uris) return undefined;
    const entries = [...uris].map(([name, file]): [string, string] => [
      name,
      this.#partial(file)?.text ?? '',
    ]);
    return Object.fromEntries(entries);
  }

  /** Name → tree, each made when first asked for and kept as long as its text stays. */
  partialTrees(uri: string): Record<string, PromptTree> | undefined {
    const uris = this.partialUris(uri);
    if (!uris) return undefined;
    const trees: Record<string, PromptTree> = {};
    for (const [name, file] of uris) {
      const get = (): PromptTree => this.#partial(file)?.tree ?? EMPTY;
      Object.defineProperty(trees, name, { enumerable: true, get });
    }
    return trees;
  }

  /** The suite beside a prompt: `reply.prompt` → `reply.tests.yaml`. */
  suiteOf(promptUri: string): string | undefined {
    const base = normalizeUri(promptUri).replace(/\.prompt$/, '');
    return [`${base}.tests.yaml`, `${base}.tests.yml`].find(
      (uri) => this.#files.has(uri) || this.#documents.get(uri),
    );
  }

  /** The prompt that a suite belongs to, whether or not it exists. */
  promptOf(suiteUri: string): string {
    return normalizeUri(suiteUri).replace(/\.tests\.ya?ml$/, '.prompt');
  }

  /** The nearest `prompthub.yaml` above a file, up to its workspace folder. */
  linkOf(uri: string): LinkFile | undefined {
    const key = normalizeUri(uri);
    const root = this.rootOf(key) ?? folderOf(key);
    for (let folder = folderOf(key); isInside(folder, root); folder = folderOf(folder)) {
      const link = this.#links.get(joinUri(folder, LINK_FILE));
      if (link) return link;
      if (folder === root) break;
    }
    return undefined;
  }

  /** The open document, or the file; undefined when there is neither or it cannot be read. */
  async load(uri: string): Promise<PromptDocument | undefined> {
    const open = this.#documents.get(uri);
    if (open) return open;
    const result = await this.read(uri);
    return result.kind === 'text' ? new PromptDocument(uri, 0, result.text) : undefined;
  }

  /** Reads a file of the workspace, or one beside an open document; never what a link outside points to. */
  read(uri: string): Promise<ReadResult> {
    const key = normalizeUri(uri);
    return this.#fileSystem.read(key, this.rootOf(key) ?? folderOf(key));
  }

  #partial(uri: string): PromptDocument | undefined {
    return this.#documents.get(uri) ?? this.#partials.get(uri);
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    this.#ready = this.#ready.then(work).then(
      () => this.#touch(),
      () => this.#touch(),
    );
    return this.#ready;
  }

  #touch(): void {
    this.#generation++;
    this.#partialsCache.clear();
  }

  async #scan(folder: string, depth: number): Promise<void> {
    if (this.#files.size >= MAX_FILES) return;
    for (const entry of await this.#fileSystem.list(folder)) {
      if (isIgnored(entry.name)) continue;
      const uri = joinUri(folder, entry.name);
      if (entry.type === 'file') await this.#add(uri);
      else if (depth > 0) await this.#scan(uri, depth - 1);
    }
  }

  async #refresh(uri: string): Promise<void> {
    for (const known of [...this.#files, ...this.#links.keys()])
      if (isInside(known, uri)) this.#forget(known);
    const listed = await this.#fileSystem.list(folderOf(uri));
    const entry = listed.find(({ name }) => name === fileNameOf(uri));
    if (entry?.type === 'file') await this.#add(uri);
    if (entry?.type === 'folder' && this.rootOf(uri)) await this.#scan(uri, MAX_DEPTH);
  }

  #forget(uri: string): void {
    this.#files.delete(uri);
    this.#partials.delete(uri);
    this.#links.delete(uri);
  }

  async #add(uri: string): Promise<void> {
    const name = fileNameOf(uri);
    if (name === LINK_FILE) return this.#addLink(uri);
    if (!isPrompt(name) && !isTestsFile(name)) return;
    this.#files.add(uri);
    if (!isPartial(uri)) return;
    const result = await this.read(uri);
    if (result.kind === 'text') this.#partials.set(uri, new PromptDocument(uri, 0, result.text));
  }

  async #addLink(uri: string): Promise<void> {
    this.#files.add(uri);
    const result = await this.read(uri);
    if (result.kind !== 'text' || result.text.length > 100_000) return;
    const link = linkFile.safeParse(parseYaml(result.text).value);
    if (link.success) this.#links.set(uri, link.data);
  }
}
