import { decodeSource, MAX_SOURCE_BYTES } from '@prompthub/core';
import { listFolderResult, LspMethod, readFileResult } from '@prompthub/protocol';
import type { DirectoryEntry, FileSystem, ReadResult } from './file-system';
import { isInside } from './uri';

/** Asks the client something; rejects when it cannot or will not answer. */
type Ask = (method: string, params: unknown) => Promise<unknown>;

/** The FileSystem of a server without a disk, as in a browser: the editor reads, whatever its files are made of. */
export class ClientFileSystem implements FileSystem {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async read(uri: string, root: string): Promise<ReadResult> {
    if (uri !== root && !isInside(uri, root))
      return { kind: 'unreadable', reason: 'it lies outside the folder' };
    try {
      const params = { uri, maxBytes: MAX_SOURCE_BYTES + 1 };
      const result = readFileResult.parse(await this.#ask(LspMethod.readFile, params));
      if (result.kind !== 'content') return result;
      return { kind: 'text', text: decodeSource(bytesOf(result.base64)).text };
    } catch (error) {
      return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  async list(folder: string): Promise<readonly DirectoryEntry[]> {
    try {
      return listFolderResult.parse(await this.#ask(LspMethod.listFolder, { uri: folder })).entries;
    } catch {
      return [];
    }
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
