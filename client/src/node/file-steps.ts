import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode } from '../error-code';
import { FileWriteError, writeFileAtomically } from './atomic-file';
import { blobId } from './blob-id';
import type { Link } from './link';
import { localBlob } from './local-blob';
import { resolveSafely } from './safe-path';
import { type FileStep, setBase, STATE_FOLDER, type WorkingState, writeState } from './working-state';

/**
 * A file to write, or with null to delete, where it still is what `local` says (undefined: not there). Where somebody changed it
 * meanwhile, `base` is what it was when it last equalled the hub's; undefined when it is to be compared with the hub's alone.
 */
export interface NewFile {
  readonly path: string;
  readonly local: string | undefined;
  readonly content: string | null;
  readonly base: string | undefined;
}

/**
 * Makes the files and the state what they are to be. All texts are staged inside `.prompthub` first, then the new state is
 * written with what is left to do, then the texts are renamed into place: stopped before, nothing has happened; stopped later,
 * `finishSteps` does the rest. Each file is the old or the new one, whole, at every moment.
 * @throws FileWriteError
 */
export async function carryOut(
  link: Link,
  next: WorkingState,
  files: readonly NewFile[],
): Promise<{ state: WorkingState; left: string[] }> {
  const staging = join(link.root, STATE_FOLDER, 'tmp');
  const pending: FileStep[] = [];
  try {
    for (const file of files) pending.push(await stage(file, staging));
    await writeState(link.root, pending.length === 0 ? next : { ...next, pending });
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
  return finishSteps(link, { ...next, pending });
}

/** Does what is left to do of a state. `left` are the files that somebody changed meanwhile: they stay as they are. */
export async function finishSteps(
  link: Link,
  { pending = [], ...state }: WorkingState,
): Promise<{ state: WorkingState; left: string[] }> {
  if (pending.length === 0) return { state, left: [] };
  const left: string[] = [];
  const files = { ...state.files };
  // Deletions first: a folder may take the place of a file, and the other way round.
  for (const step of [...pending].sort((a, b) => Number(b.to === null) - Number(a.to === null))) {
    const local = (await localBlob(link.folder, step.path)) ?? null;
    if (local === step.to) continue;
    if (local === step.from && (await apply(link, step))) continue;
    left.push(step.path);
    setBase(files, step.path, step.base);
  }
  // A file that stays is not at the commit that the others are at.
  const next = { ...state, files, ...(left.length > 0 && { commit: undefined, published: [] }) };
  await writeState(link.root, next);
  await rm(join(link.root, STATE_FOLDER, 'tmp'), { recursive: true, force: true });
  return { state: next, left };
}

async function stage({ path, local, content, base }: NewFile, staging: string): Promise<FileStep> {
  const from = local ?? null;
  if (content === null) return { path, from, to: null, base };
  const staged = randomUUID();
  await writeFileAtomically(join(staging, staged), content).catch((error: unknown) => {
    throw error instanceof FileWriteError ? new FileWriteError(path, error.cause) : error;
  });
  return { path, from, to: blobId(new TextEncoder().encode(content)), staged, base };
}

/** Somebody tidied the staged text away, or made a folder where the file belongs, or a file where its folder does. */
const NOT_POSSIBLE = new Set<string | undefined>(['ENOENT', 'EISDIR', 'ENOTDIR', 'EEXIST']);

/** False when the file has to stay as it is. */
async function apply({ root, folder }: Link, { path, staged }: FileStep): Promise<boolean> {
  const target = await resolveSafely(folder, path);
  if (staged === undefined) {
    await rm(target, { force: true });
    await removeEmptyFolders(folder, dirname(target));
    return true;
  }
  try {
    await removeEmptyFolders(folder, target);
    await mkdir(dirname(target), { recursive: true });
    await rename(join(root, STATE_FOLDER, 'tmp', staged), target);
    return true;
  } catch (error) {
    if (NOT_POSSIBLE.has(errorCode(error))) return false;
    throw new FileWriteError(path, error);
  }
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let current = folder; current !== root; current = dirname(current)) {
    try {
      await rmdir(current);
    } catch {
      return;
    }
  }
}
