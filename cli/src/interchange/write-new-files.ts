import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../command-error';

interface NewFile {
  /** From the folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

interface WriteOptions {
  readonly folder: string;
  /** Replaces files that are there. */
  readonly force: boolean;
}

/**
 * Writes files into a folder, each whole or not at all. Returns their paths.
 * @throws CommandError that names the files which are there already; nothing is written then
 */
export async function writeNewFiles(
  files: readonly NewFile[],
  { folder, force }: WriteOptions,
): Promise<string[]> {
  const { writeFileAtomically } = await import('@prompthub/client/node');
  const targets = files.map(({ path, text }) => ({ target: join(folder, ...path.split('/')), text }));
  const taken = force ? [] : (await Promise.all(targets.map(({ target }) => existing(target)))).flat();
  if (taken.length > 0)
    throw new CommandError(
      `Nothing was written, because there is already ${taken.join(', ')}. Choose another folder with --out, or replace with --force.`,
    );
  for (const { target, text } of targets) await writeFileAtomically(target, text);
  return targets.map(({ target }) => target);
}

async function existing(target: string): Promise<string[]> {
  return access(target).then(
    () => [target],
    () => [],
  );
}
