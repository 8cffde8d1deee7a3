import { constants } from 'node:fs';
import { open, readdir, realpath, type FileHandle } from 'node:fs/promises';
import { relative, isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeSource, MAX_SOURCE_BYTES } from '@prompthub/core';
import type { DirectoryEntry, FileSystem, ReadResult } from './file-system';

/** The FileSystem of a process that has a disk. Other schemes than `file:` are "missing". */
export class NodeFileSystem implements FileSystem {
  /** Where the roots really lie, as it was found out last: ten thousand files have the same. */
  readonly #roots = new Map<string, string>();

  async read(uri: string, root: string): Promise<ReadResult> {
    const [path, rootPath] = [toPath(uri), toPath(root)];
    if (path === undefined || rootPath === undefined) return { kind: 'missing' };
    try {
      const real = await realpath(path);
      if (!(await this.#isBelow(rootPath, real)))
        return { kind: 'unreadable', reason: 'it is a link that leads outside the folder' };
      return await readRegularFile(real);
    } catch (error) {
      return isNotFound(error) ? { kind: 'missing' } : { kind: 'unreadable', reason: reasonOf(error) };
    }
  }

  async #isBelow(root: string, path: string): Promise<boolean> {
    const known = this.#roots.get(root);
    if (known !== undefined && contains(known, path)) return true;
    const real = await realpath(root);
    this.#roots.set(root, real);
    return contains(real, path);
  }

  async list(folder: string): Promise<readonly DirectoryEntry[]> {
    const path = toPath(folder);
    if (path === undefined) return [];
    try {
      const entries = await readdir(path, { withFileTypes: true });
      return entries.flatMap((entry): DirectoryEntry[] => {
        if (entry.isFile()) return [{ name: entry.name, type: 'file' }];
        return entry.isDirectory() ? [{ name: entry.name, type: 'folder' }] : [];
      });
    } catch {
      return [];
    }
  }
}

/** Opens without blocking, so that a named pipe called `x.prompt` cannot hang the server. */
async function readRegularFile(path: string): Promise<ReadResult> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) return { kind: 'unreadable', reason: 'it is not a regular file' };
    const bytes = await readStart(handle, Math.min(stat.size, MAX_SOURCE_BYTES + 1));
    return { kind: 'text', text: decodeSource(bytes).text };
  } finally {
    await handle.close();
  }
}

async function readStart(handle: FileHandle, limit: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(limit);
  let length = 0;
  for (let read = -1; read !== 0 && length < limit; length += read)
    ({ bytesRead: read } = await handle.read(bytes, length, limit - length, length));
  return bytes.subarray(0, length);
}

function toPath(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

function contains(root: string, path: string): boolean {
  const step = relative(root, path);
  return step === '' || (!step.startsWith('..') && !isAbsolute(step));
}

function isNotFound(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '');
}

function reasonOf(error: unknown): string {
  return codeOf(error) ?? 'it cannot be read';
}

function codeOf(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : undefined;
}
