import { isPartial, isPrompt, isTestsFile, parse, partialNameOf, type PromptTree } from '@prompthub/core';
import { LINK_FILE, type LinkFile } from '@prompthub/protocol';
import type { Documents, PromptDocument } from './documents';
import type { FileSystem, ReadResult } from './file-system';
import { FileStore } from './index/file-store';
import { PartialVisibility, type VisiblePartials } from './index/partial-visibility';
import type { PromptSummary } from './index/prompt-summary';
import { MAX_DEPTH, walk } from './index/walk';
import { fileNameOf, folderOf, isInside, joinUri, normalizeUri } from './uri';

const MAX_FILES = 50_000;
const EMPTY = parse('');

export interface WorkspaceOptions {
  /** More prompts, suites and link files than this are not looked at; default 50,000. */
  readonly maxFiles?: number;
  readonly log?: (text: string) => void;
}

/**
 * What lies around the open documents: prompts, partials, suites and link files of the workspace folders, by
 * normalized URI. Partials and link files are read at once (`ready`); of the prompts a summary is made in the background
 * (`indexed`), and their texts are read when they are asked for.
 */
export class Workspace {
  readonly #fileSystem: FileSystem;
  readonly #documents: Documents;
  readonly #store: FileStore;
  readonly #visibility: PartialVisibility;
  readonly #trees = new WeakMap<VisiblePartials, Record<string, PromptTree>>();
  readonly #loose = new Set<string>();
  /** Open documents whose text is newer than what the index holds of them. */
  readonly #edited = new Set<string>();
  /** When the text of a file last changed, counted in generations. */
  readonly #changes = new Map<string, number>();
  #folders: readonly string[] = [];
  #generation = 0;
  #structure = 0;
  #ready: Promise<void> = Promise.resolve();

  constructor(
    fileSystem: FileSystem,
    documents: Documents,
    { maxFiles = MAX_FILES, log = () => undefined }: WorkspaceOptions = {},
  ) {
    this.#fileSystem = fileSystem;
    this.#documents = documents;
    const boundaryOf = (uri: string): string => this.rootOf(uri) ?? folderOf(uri);
    this.#store = new FileStore({ fileSystem, documents, maxFiles, log, boundaryOf });
    const { files, partials } = this.#store;
    this.#visibility = new PartialVisibility({
      files,
      partials: { [Symbol.iterator]: () => partials.keys() },
      rootOf: (uri) => this.rootOf(uri),
      isLoose: (folder) => this.#loose.has(folder),
    });
  }

  /** Resolves when all folders are listed, and partials and link files are read. Never rejects. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Resolves when there is a summary of every prompt, too. Never rejects. */
  get indexed(): Promise<void> {
    return this.#ready.then(() => this.#store.indexed);
  }

  setFolders(folders: readonly string[]): Promise<void> {
    this.#folders = folders.map(normalizeUri);
    this.#store.clear();
    this.#loose.clear();
    return this.#enqueue(async () => {
      for (const folder of this.#folders) await this.#store.scan(folder);
      this.#restructured();
    });
  }

  /** Reads again what the client says has changed, appeared or gone. */
  filesChanged(uris: readonly string[]): Promise<void> {
    return this.#enqueue(async () => {
      const isWatched = (folder: string): boolean => this.rootOf(folder) !== undefined;
      const { uris: changed, restructured } = await this.#store.refresh(uris.map(normalizeUri), isWatched);
      this.#generation++;
      for (const uri of changed) this.#changes.set(uri, this.#generation);
      if (restructured) this.#restructured();
      // What is open counts as it is in the editor.
      for (const { key } of this.#documents.all()) this.#edited.add(key);
    });
  }

  /** A document outside every folder brings its own folder (not what lies below) with it. */
  opened(document: PromptDocument): Promise<void> {
    const folder = folderOf(document.key);
    if (!document.key.startsWith('file:') || this.rootOf(document.key) || this.#loose.has(folder))
      return this.#ready;
    this.#loose.add(folder);
    return this.#enqueue(async () => {
      await this.#store.scan(folder, 0);
      this.#restructured();
    });
  }

  /** To be called when a document is opened, changed or closed. True when another open document may depend on it. */
  textChanged(document: PromptDocument): boolean {
    this.#edited.add(document.key);
    this.#changes.set(document.key, ++this.#generation);
    return isPartial(document.key) || this.suiteOf(document.key) !== undefined;
  }

  /**
   * Equal as long as nothing changed that this file depends on besides its own text: which files there are, the texts of
   * the partials that it includes, and for a suite those of its prompt.
   */
  stampOf(uri: string): string {
    const key = normalizeUri(uri);
    let last = 0;
    for (const each of this.#dependenciesOf(key)) last = Math.max(last, this.#changes.get(each) ?? 0);
    return `${this.#structure}.${last}`;
  }

  /** Grows when the text of this file changes, or when any files come or go. */
  changeOf(uri: string): number {
    return Math.max(this.#structure, this.#changes.get(normalizeUri(uri)) ?? 0);
  }

  /** All `.prompt` files of the workspace, partials too. */
  prompts(): string[] {
    return [...this.#store.files].filter(isPrompt);
  }

  suites(): string[] {
    return [...this.#store.files].filter(isTestsFile);
  }

  /** The files of the workspace at or below an address. */
  filesBelow(uri: string): string[] {
    const key = normalizeUri(uri);
    return [...this.#store.files].filter((file) => isInside(file, key));
  }

  has(uri: string): boolean {
    return this.#store.files.has(normalizeUri(uri));
  }

  /** Every prompt with its summary, open ones as they are in the editor. Complete once `indexed` resolves. */
  summaries(): Iterable<[uri: string, summary: PromptSummary]> {
    this.#takeEdits();
    return this.#store.index.entries();
  }

  /** The prompts that include a partial under one of the names that they see it by. Complete once `indexed` resolves. */
  usersOf(partialUri: string): string[] {
    const partial = normalizeUri(partialUri);
    return this.namersOf(partialNameOf(fileNameOf(partial)) ?? '').filter((uri) => {
      const visible = this.partialUris(uri);
      return this.summaryOf(uri)?.partials.some((name) => visible?.get(name) === partial);
    });
  }

  /** The prompts that name any partial of that bare name, with or without a path before it. */
  namersOf(bareName: string): readonly string[] {
    this.#takeEdits();
    return this.#store.index.namersOf(bareName);
  }

  summaryOf(uri: string): PromptSummary | undefined {
    const key = normalizeUri(uri);
    return this.#documents.get(key)?.summary ?? this.#store.index.get(key);
  }

  /** The workspace folder that a file belongs to, the innermost one; undefined for a file outside all of them. */
  rootOf(uri: string): string | undefined {
    const key = normalizeUri(uri);
    const roots = this.#folders.filter((folder) => isInside(key, folder));
    return roots.sort((left, right) => right.length - left.length)[0];
  }

  /** Name → URI of the partials that a prompt can see; undefined when nothing is known about its surroundings. */
  partialUris(uri: string): VisiblePartials | undefined {
    return this.#visibility.of(normalizeUri(uri));
  }

  /** What prompts would see if files had other addresses: old → new. */
  visibilityAfter(moved: ReadonlyMap<string, string>): PartialVisibility {
    return this.#visibility.after(moved);
  }

  /** Name → source; an open document's text wins over the disk's. */
  partials(uri: string): Record<string, string> | undefined {
    const uris = this.partialUris(uri);
    if (!uris) return undefined;
    const entries = [...uris].map(([name, file]): [string, string] => [
      name,
      this.partialAt(file)?.text ?? '',
    ]);
    return Object.fromEntries(entries);
  }

  /** Name → tree, each made when first asked for and kept as long as its text stays. */
  partialTrees(uri: string): Record<string, PromptTree> | undefined {
    const uris = this.partialUris(uri);
    if (!uris) return undefined;
    const known = this.#trees.get(uris);
    if (known) return known;
    const trees: Record<string, PromptTree> = {};
    for (const [name, file] of uris) {
      const get = (): PromptTree => this.partialAt(file)?.tree ?? EMPTY;
      Object.defineProperty(trees, name, { enumerable: true, get });
    }
    this.#trees.set(uris, trees);
    return trees;
  }

  /** The suite beside a prompt: `reply.prompt` → `reply.tests.yaml`. */
  suiteOf(promptUri: string): string | undefined {
    const base = normalizeUri(promptUri).replace(/\.prompt$/, '');
    return [`${base}.tests.yaml`, `${base}.tests.yml`].find(
      (uri) => this.#store.files.has(uri) || this.#documents.get(uri),
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
      const link = this.#store.links.get(joinUri(folder, LINK_FILE));
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
    return result.kind === 'text' ? this.#documents.closed(uri, result.text) : undefined;
  }

  /** Files of any kind below a folder, at most `limit`; nothing is kept of them. */
  async search(folder: string, wanted: (name: string) => boolean, limit: number): Promise<readonly string[]> {
    return (await walk(this.#fileSystem, normalizeUri(folder), { depth: MAX_DEPTH, limit, wanted })).files;
  }

  /** Reads a file of the workspace, or one beside an open document; never what a link outside points to. */
  read(uri: string): Promise<ReadResult> {
    return this.#store.read(normalizeUri(uri));
  }

  /** The partial that lies at a URI, as it is in the editor or was last read. */
  partialAt(uri: string): PromptDocument | undefined {
    return this.#documents.get(uri) ?? this.#store.partials.get(normalizeUri(uri));
  }

  #dependenciesOf(key: string): Set<string> {
    const found = new Set([key]);
    if (isTestsFile(key)) found.add(this.promptOf(key));
    const visible = this.partialUris(isTestsFile(key) ? this.promptOf(key) : key);
    // A set is walked to its end, also what is added meanwhile.
    for (const each of found) {
      for (const name of this.summaryOf(each)?.partials ?? []) {
        const partial = visible?.get(name);
        if (partial !== undefined) found.add(partial);
      }
    }
    return found;
  }

  #takeEdits(): void {
    for (const key of this.#edited) {
      const document = this.#documents.get(key);
      if (document && isPrompt(key)) this.#store.index.set(key, document.summary);
    }
    this.#edited.clear();
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = (): void => void ++this.#generation;
    this.#ready = this.#ready.then(work).then(done, done);
    return this.#ready;
  }

  /** Files have come or gone: what each prompt sees has to be found out again. */
  #restructured(): void {
    this.#structure = ++this.#generation;
    this.#visibility.clear();
  }
}
