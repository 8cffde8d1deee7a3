import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { FileVersion } from '@prompthub/protocol';
import { HubProtocolError } from '../errors';
import { forEachConcurrently } from '../concurrency';
import { FileWriteError, writeFileAtomically } from './atomic-file';
import { blobId } from './blob-id';
import type { FileStatus } from './file-status';
import type { Link } from './link';
import { localBlob } from './local-blob';
import { resolveSafely } from './safe-path';
import { STATE_FOLDER } from './working-state';

/** A file that was changed here and at the hub. Undefined text: there is no such file on that side. */
export interface PullConflict {
  readonly path: string;
  readonly local: string | undefined;
  readonly remote: string | undefined;
}

/** `mine`: the local file stays, as a change on top of the hub's. `skip`: nothing happens; it stays a conflict. */
export type Resolution = 'mine' | 'theirs' | 'skip' | { readonly content: string };

export interface PullOptions {
  /** Default: `skip`. */
  readonly resolve?: (conflict: PullConflict) => Promise<Resolution>;
  /** Default: all. */
  readonly paths?: readonly string[];
  readonly signal?: AbortSignal;
  /** Told how many texts have come of how many that are needed, at first with none. */
  readonly onProgress?: (fetched: number, total: number) => void;
}

/** So many texts are fetched at a time. */
const FETCHES = 8;

export interface PullResult {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  /** Left alone: changed on both sides, or changed here while the pull ran. */
  readonly conflicts: readonly string[];
  /** Conflicts that `resolve` settled. */
  readonly resolved: readonly string[];
  /** Paths at the hub that no working copy may have. */
  readonly refused: readonly string[];
  /** Files at the hub that are no text, such as pictures that Git brought there. They are left alone. */
  readonly notText: readonly string[];
  readonly commit: string | undefined;
}

interface PlannedFile {
  readonly path: string;
  /** What must still be there when it is written. */
  readonly local: string | undefined;
  /** The new text; null deletes, undefined leaves the file as it is. */
  readonly content: string | null | undefined;
  /** The new base. */
  readonly base: string | undefined;
  readonly resolved: boolean;
}

export interface PullPlan {
  readonly files: readonly PlannedFile[];
  readonly conflicts: readonly string[];
  readonly notText: readonly string[];
}

interface PlanInput {
  readonly files: readonly FileStatus[];
  readonly options: PullOptions;
  readonly read: (path: string) => Promise<FileVersion>;
  readonly readLocal: (path: string) => Promise<string | undefined>;
}

/** Fetches every text that is needed before the first file is touched. */
export async function planPull({ files, options, read, readLocal }: PlanInput): Promise<PullPlan> {
  const wanted = options.paths && new Set(options.paths);
  const chosen = files.filter(({ path }) => !wanted || wanted.has(path));
  const { texts, notText } = await fetchTexts(chosen, read, options.onProgress);
  const planned: PlannedFile[] = [];
  const conflicts: string[] = [];
  for (const { path, local, remote: base, state } of chosen) {
    if (notText.has(path)) continue;
    const theirs = texts.get(path) ?? null;
    if (state === 'in-sync') planned.push({ path, local, content: undefined, base, resolved: false });
    if (state === 'behind') planned.push({ path, local, content: theirs, base, resolved: false });
    if (state !== 'conflict') continue;
    const resolution = await options.resolve?.({
      path,
      local: await readLocal(path),
      remote: theirs ?? undefined,
    });
    if (resolution === undefined || resolution === 'skip') conflicts.push(path);
    else planned.push({ path, local, content: settled(resolution, theirs), base, resolved: true });
  }
  return { files: planned, conflicts, notText: [...notText].sort() };
}

/** The hub's texts of all files that are behind or in conflict, but for those that it has no more. */
async function fetchTexts(
  files: readonly FileStatus[],
  read: PlanInput['read'],
  onProgress: PullOptions['onProgress'],
): Promise<{ texts: Map<string, string>; notText: ReadonlySet<string> }> {
  const needed = files.filter(({ state, remote }) => remote && (state === 'behind' || state === 'conflict'));
  const texts = new Map<string, string>();
  const notText = new Set<string>();
  onProgress?.(0, needed.length);
  await forEachConcurrently(needed, FETCHES, async ({ path, remote }) => {
    const { content } = await read(path);
    if (blobId(new TextEncoder().encode(content)) === remote) texts.set(path, content);
    // Bytes that are no UTF-8 come as this character, so that the text cannot be what the hub has.
    else if (content.includes('\ufffd')) notText.add(path);
    else throw new HubProtocolError(`The text of ${path}`, 'is not what the hub listed. Pull again.');
    onProgress?.(texts.size + notText.size, needed.length);
  });
  return { texts, notText };
}

/**
 * Stages all texts inside `.prompthub`, then renames them into place: stopped at any moment, each file is the old or
 * the new one, whole, and the next pull does the rest.
 */
export async function writePulledFiles(
  link: Link,
  plan: PullPlan,
): Promise<{ bases: Map<string, string | undefined>; result: Omit<PullResult, 'commit' | 'refused'> }> {
  const staging = join(link.root, STATE_FOLDER, 'tmp');
  const outcome = { written: [] as string[], deleted: [] as string[], resolved: [] as string[] };
  const conflicts = [...plan.conflicts];
  const bases = new Map<string, string | undefined>();
  try {
    const staged = await stage(plan.files, staging);
    // Deletions first: a folder may take the place of a file, and the other way round.
    for (const file of [...plan.files].sort(
      (a, b) => Number(b.content === null) - Number(a.content === null),
    )) {
      if (file.content !== undefined) {
        if ((await localBlob(link.folder, file.path)) !== file.local) {
          conflicts.push(file.path);
          continue;
        }
        await apply(link.folder, file, staged.get(file.path));
        (file.content === null ? outcome.deleted : outcome.written).push(file.path);
      }
      if (file.resolved) outcome.resolved.push(file.path);
      bases.set(file.path, file.base);
    }
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return { bases, result: { ...outcome, conflicts, notText: plan.notText } };
}

function settled(resolution: Exclude<Resolution, 'skip'>, theirs: string | null): string | null | undefined {
  if (resolution === 'mine') return undefined;
  return resolution === 'theirs' ? theirs : resolution.content;
}

async function stage(files: readonly PlannedFile[], staging: string): Promise<Map<string, string>> {
  const staged = new Map<string, string>();
  for (const { path, content } of files) {
    if (typeof content !== 'string') continue;
    const place = join(staging, randomUUID());
    await writeFileAtomically(place, content).catch((error: unknown) => {
      throw error instanceof FileWriteError ? new FileWriteError(path, error.cause) : error;
    });
    staged.set(path, place);
  }
  return staged;
}

async function apply(folder: string, { path }: PlannedFile, staged: string | undefined): Promise<void> {
  const target = await resolveSafely(folder, path);
  if (staged === undefined) {
    await rm(target, { force: true });
    await removeEmptyFolders(folder, dirname(target));
  } else {
    try {
      await mkdir(dirname(target), { recursive: true });
      await rename(staged, target);
    } catch (error) {
      throw new FileWriteError(path, error);
    }
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
