import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { refuseNewerState, STATE_FILE, STATE_FOLDER } from './working-state';

/**
 * Puts a state aside that cannot be read: it may name unsent commits, whose texts are still there.
 * @throws NewerStateError when it is only this program that cannot read it
 */
export async function keepBrokenState(root: string): Promise<void> {
  await refuseNewerState(root);
  const folder = join(root, STATE_FOLDER);
  const names = await readdir(folder);
  if (!names.includes(STATE_FILE)) return;
  let name = 'state.broken.json';
  for (let next = 2; names.includes(name); next++) name = `state.broken-${next}.json`;
  await rename(join(folder, STATE_FILE), join(folder, name));
}

/** The states that were put aside, as absolute paths. */
export async function brokenStates(root: string): Promise<string[]> {
  const folder = join(root, STATE_FOLDER);
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => /^state\.broken(?:-\d+)?\.json$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}
