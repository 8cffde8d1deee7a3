import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { kindOf, readDataText, UnreadableFileError } from './read-source';
import { isWithin, projectRootOf } from './project-root';

/**
 * The text of a data file that a file of tests names, relative to itself. Nothing outside of the project is read: a
 * project may come from anybody, and its tests send what they read to a model.
 * @throws Error in words that do not repeat the name
 */
export async function readDatasetOf(source: string, name: string): Promise<string> {
  const file = await placeOf(source, name);
  try {
    return await readDataText(file);
  } catch (error) {
    throw error instanceof UnreadableFileError ? new Error(error.problem) : error;
  }
}

/** The same of a file of rows, which may be long: as it is read. */
export async function openDatasetOf(source: string, name: string): Promise<AsyncIterable<Uint8Array>> {
  return readPieces(await placeOf(source, name));
}

async function placeOf(source: string, name: string): Promise<string> {
  const file = resolve(dirname(source), name);
  const root = projectRootOf(dirname(resolve(source)));
  if (isAbsolute(name) || /^[a-z]:/i.test(name) || name.includes('\0') || !isWithin(root, file))
    throw outside();
  const [realRoot, real] = await Promise.all([realpath(root), realpath(file).catch(() => undefined)]);
  if (real === undefined) throw new Error('there is no such file.');
  if (!isWithin(realRoot, real)) throw outside();
  return real;
}

async function* readPieces(file: string): AsyncGenerator<Uint8Array> {
  // Without O_NONBLOCK already the opening of a pipe waits for somebody who writes into it.
  await using handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  const stats = await handle.stat();
  const kind = stats.isDirectory() ? 'a folder' : kindOf(stats);
  if (kind !== undefined) throw new Error(`it is ${kind}, not a file, and was not read.`);
  yield* handle.createReadStream({ autoClose: false }) as AsyncIterable<Uint8Array>;
}

function outside(): Error {
  return new Error('it does not lie in the project, so it was not read.');
}
