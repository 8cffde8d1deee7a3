import { isPartial, isPrompt, isTestsFile, parseYaml } from '@prompthub/core';
import { LINK_FILE, linkFile, type LinkFile } from '@prompthub/protocol';
import type { Documents, PromptDocument } from '../documents';
import type { FileSystem, ReadResult } from '../file-system';
import { fileNameOf, folderOf } from '../uri';
import { inParallel } from './in-parallel';
import { PromptIndex } from './prompt-index';
import { CONCURRENCY, MAX_DEPTH, walk } from './walk';

const MAX_LINK_LENGTH = 100_000;

export interface FileStoreOptions {
  readonly fileSystem: FileSystem;
  readonly documents: Documents;
  /** More files than this are not looked at, and the log says so. */
  readonly maxFiles: number;
  readonly log: (text: string) => void;
  /** The folder that a file must not lead out of. */
  readonly boundaryOf: (uri: string) => string;
}

/** What a change on the disk came to. */
export interface Refreshed {
  readonly uris: readonly string[];
  /** Files have come or gone, or which folder is a project has changed. */
  readonly restructured: boolean;
}

/**
 * The files of the workspace as they are on the disk, by normalized URI: prompts, partials, suites and link files. The
 * texts of partials and the content of link files are kept, of other prompts a summary alone.
 */
export class FileStore {
  readonly #options: FileStoreOptions;
  readonly #files = new Set<string>();
  readonly #partials = new Map<string, PromptDocument | undefined>();
  readonly #links = new Map<string, LinkFile>();
  readonly index = new PromptIndex();
  #indexed: Promise<void> = Promise.resolve();

  constructor(options: FileStoreOptions) {
    this.#options = options;
  }

  get files(): ReadonlySet<string> {
    return this.#files;
  }

  /** The partials; undefined for one that cannot be read. */
  get partials(): ReadonlyMap<string, PromptDocument | undefined> {
    return this.#partials;
  }

  get links(): ReadonlyMap<string, LinkFile> {
    return this.#links;
  }

  /** Resolves when every prompt that was found has its summary. */
  get indexed(): Promise<void> {
    return this.#indexed;
  }

  clear(): void {
    this.#files.clear();
    this.#partials.clear();
    this.#links.clear();
    this.index.clear();
  }

  /** Lists a folder and reads its partials and links; the other prompts are read afterwards, in the background. */
  async scan(folder: string, depth = MAX_DEPTH): Promise<void> {
    const { fileSystem, maxFiles, log } = this.#options;
    const limit = Math.max(0, maxFiles - this.#files.size);
    const { files, complete } = await walk(fileSystem, folder, { depth, limit, wanted: isOurs });
    if (!complete)
      log(
        `${folder} holds more than ${maxFiles} prompts and tests; PromptHub looks at the first ${maxFiles} of them. ` +
          'Open a folder further down to have all of it checked.',
      );
    for (const uri of files) this.#files.add(uri);
    await inParallel(files.filter(isReadAtOnce), CONCURRENCY, (uri) => this.#keep(uri));
    const rest = files.filter((uri) => isPrompt(uri) && !isPartial(uri));
    this.#indexed = this.#indexed.then(() => this.#summarize(rest)).catch(() => undefined);
  }

  /** Looks again at files and folders that have changed, appeared or gone. */
  async refresh(uris: readonly string[], isWatched: (folder: string) => boolean): Promise<Refreshed> {
    const changed = new Set(uris);
    const below = (): string[] => [...this.#files].filter((file) => isBelowAny(changed, file));
    const before = below();
    const hadLink = before.some(isLink);
    for (const file of before) this.#forget(file);
    await inParallel([...Map.groupBy(changed, folderOf)], CONCURRENCY, async ([folder, members]) => {
      const types = new Map(
        (await this.#options.fileSystem.list(folder)).map(({ name, type }) => [name, type]),
      );
      for (const uri of members) {
        const type = types.get(fileNameOf(uri));
        if (type === 'file' && isOurs(fileNameOf(uri))) await this.#add(uri);
        if (type === 'folder' && isWatched(uri)) await this.scan(uri);
      }
    });
    const after = below();
    const isSame = before.length === after.length && before.every((file) => this.#files.has(file));
    return { uris: after, restructured: !isSame || hadLink || after.some(isLink) };
  }

  read(uri: string): Promise<ReadResult> {
    return this.#options.fileSystem.read(uri, this.#options.boundaryOf(uri));
  }

  #forget(uri: string): void {
    this.#files.delete(uri);
    this.#partials.delete(uri);
    this.#links.delete(uri);
    this.index.delete(uri);
  }

  async #add(uri: string): Promise<void> {
    this.#files.add(uri);
    if (isReadAtOnce(uri)) await this.#keep(uri);
    else if (isPrompt(uri)) await this.#summarize([uri]);
  }

  async #keep(uri: string): Promise<void> {
    const document = await this.#load(uri);
    if (isPartial(uri)) {
      this.#partials.set(uri, document);
      if (document) this.index.set(uri, document.summary);
    } else if (document && document.text.length <= MAX_LINK_LENGTH) {
      const link = linkFile.safeParse(parseYaml(document.text).value);
      if (link.success) this.#links.set(uri, link.data);
    }
  }

  async #summarize(uris: readonly string[]): Promise<void> {
    // What has gone, or was read again meanwhile, is left alone.
    const isWanted = (uri: string): boolean => this.#files.has(uri) && this.index.get(uri) === undefined;
    await inParallel(uris, CONCURRENCY, async (uri) => {
      const document = isWanted(uri) ? await this.#load(uri) : undefined;
      if (document && isWanted(uri)) this.index.set(uri, document.summary);
    });
  }

  /** The text in the editor, else the one on the disk. */
  async #load(uri: string): Promise<PromptDocument | undefined> {
    const result = await this.read(uri);
    return result.kind === 'text' ? this.#options.documents.closed(uri, result.text) : undefined;
  }
}

function isOurs(name: string): boolean {
  return isPrompt(name) || isTestsFile(name) || name === LINK_FILE;
}

function isLink(uri: string): boolean {
  return fileNameOf(uri) === LINK_FILE;
}

function isReadAtOnce(uri: string): boolean {
  return isPartial(uri) || isLink(uri);
}

/** True when the file, or a folder above it, is one of these. */
function isBelowAny(uris: ReadonlySet<string>, file: string): boolean {
  for (let each = file; each !== ''; each = folderOf(each)) if (uris.has(each)) return true;
  return false;
}
