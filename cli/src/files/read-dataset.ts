import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { readDataText, UnreadableFileError } from './read-source';
import { isWithin, projectRootOf } from './project-root';

/**
 * The text of a data file that a file of tests names, relative to itself. Nothing outside of the project is read: a
 * project may come from anybody, and its tests send what they read to a model.
 * @throws Error in words that do not repeat the name
 */
export async function readDatasetOf(source: string, name: string): Promise<string> {
  const file = resolve(dirname(source), name);
  const root = projectRootOf(dirname(resolve(source)));
  if (isAbsolute(name) || /^[a-z]:/i.test(name) || name.includes('\0') || !isWithin(root, file))
    throw outside();
  const [realRoot, real] = await Promise.all([realpath(root), realpath(file).catch(() => undefined)]);
  if (real === undefined) throw new Error('there is no such file.');
  if (!isWithin(realRoot, real)) throw outside();
  try {
    return await readDataText(real);
  } catch (error) {
    throw error instanceof UnreadableFileError ? new Error(error.problem) : error;
  }
}

function outside(): Error {
  return new Error('it does not lie in the project, so it was not read.');
}
