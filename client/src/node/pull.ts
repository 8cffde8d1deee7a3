import type { FileVersion } from '@prompthub/protocol';
import { blobId } from './blob-id';
import { queuedBlobs, type QueuedBlob, withQueuedBlobs } from './commit-queue';
import { fetchTexts } from './fetch-texts';
import type { NewFile } from './file-steps';
import type { FileStatus } from './file-status';
import { mergeQueued } from './merge-queued';
import { setBase, type QueuedCommit, type WorkingState } from './working-state';

/** A file that was changed here and at the hub. Undefined text: there is no such file on that side. */
export interface PullConflict {
  readonly path: string;
  readonly local: string | undefined;
  readonly remote: string | undefined;
}

/**
 * `mine`: the local file stays, as a change on top of the hub's, and so do unsent commits. `theirs`: the hub's file, and the
 * unsent commits lose theirs. A text goes into the file, and into the last unsent commit that has it. `skip`: nothing happens; it
 * stays a conflict.
 */
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

export interface PullResult {
  readonly written: readonly string[];
  readonly deleted: readonly string[];
  /** Left alone: changed on both sides, or changed here while the pull ran. */
  readonly conflicts: readonly string[];
  /** Conflicts that `resolve` settled. */
  readonly resolved: readonly string[];
  /** Changed on both sides, in unsent commits, and put together there. */
  readonly merged: readonly string[];
  /** Paths at the hub that no working copy may have. */
  readonly refused: readonly string[];
  /** Files at the hub that are no text, such as pictures that Git brought there. They are left alone. */
  readonly notText: readonly string[];
  readonly commit: string | undefined;
}

interface PlannedFile {
  readonly file: FileStatus;
  /** The new text; null deletes, undefined leaves the file as it is. */
  readonly content: string | null | undefined;
  /** What unsent commits make of it from now on; undefined: what they did. */
  readonly queued?: readonly QueuedBlob[];
  readonly how: 'taken' | 'merged' | 'resolved';
}

export interface PullPlan {
  readonly files: readonly PlannedFile[];
  readonly conflicts: readonly string[];
  readonly notText: readonly string[];
  /** Texts that unsent commits need from now on. */
  readonly texts: readonly string[];
}

interface PlanInput {
  readonly files: readonly FileStatus[];
  readonly queue: readonly QueuedCommit[];
  readonly options: PullOptions;
  readonly read: (path: string) => Promise<FileVersion>;
  readonly readLocal: (path: string) => Promise<string | undefined>;
  /** An earlier text of a file, of unsent commits or of the hub's. */
  readonly readBlob: (path: string, blob: string) => Promise<string | undefined>;
}

/** Fetches every text that is needed before the first file is touched. */
export async function planPull(input: PlanInput): Promise<PullPlan> {
  const { files, options, read } = input;
  const wanted = options.paths && new Set(options.paths);
  const chosen = files.filter(({ path }) => !wanted || wanted.has(path));
  const needed = chosen.flatMap(({ path, state, remote: blob }) =>
    blob !== undefined && (state === 'behind' || state === 'conflict') ? [{ path, blob }] : [],
  );
  const { texts, notText } = await fetchTexts(needed, { read, onProgress: options.onProgress });
  const planned: PlannedFile[] = [];
  const conflicts: string[] = [];
  const made: string[] = [];
  for (const file of chosen) {
    if (notText.has(file.path)) continue;
    const theirs = texts.get(file.path) ?? null;
    const plan = isQueued(input, file)
      ? await planQueued(input, file, { theirs, made })
      : planPlain(file, theirs);
    if (plan !== 'conflict') planned.push(...plan);
    else {
      const settled = await settle(input, file, { theirs, made });
      if (settled === undefined) conflicts.push(file.path);
      else planned.push(settled);
    }
  }
  return { files: planned, conflicts, notText: [...notText].sort(), texts: made };
}

/** The state and the files as a plan makes them. */
export function applyPlan(state: WorkingState, plan: PullPlan): { next: WorkingState; files: NewFile[] } {
  const bases = { ...state.files };
  let { queue } = state;
  const files: NewFile[] = [];
  for (const { file, content, queued } of plan.files) {
    const { path, local, base, tip } = file;
    setBase(bases, path, file.remote);
    if (queued !== undefined) queue = withQueuedBlobs(queue, path, queued);
    if (content !== undefined) files.push({ path, local, content, base: tip === base ? base : undefined });
  }
  return { next: { ...state, files: bases, queue }, files };
}

function isQueued({ queue }: PlanInput, { path }: FileStatus): boolean {
  return queuedBlobs(queue, path).length > 0;
}

function planPlain(file: FileStatus, theirs: string | null): PlannedFile[] | 'conflict' {
  if (file.state === 'conflict') return 'conflict';
  if (file.state === 'in-sync') return [{ file, content: undefined, how: 'taken' }];
  return file.state === 'behind' ? [{ file, content: theirs, how: 'taken' }] : [];
}

interface Texts {
  /** The hub's; null: it has no such file. */
  readonly theirs: string | null;
  /** Where to put the texts that unsent commits need from now on. */
  readonly made: string[];
}

async function planQueued(
  { queue, readBlob, readLocal }: PlanInput,
  file: FileStatus,
  { theirs, made }: Texts,
): Promise<PlannedFile[] | 'conflict'> {
  const { path, base, remote, local } = file;
  if (remote === base) return [];
  const textOf = async (blob: string): Promise<string | undefined> => {
    if (blob === remote && theirs !== null) return theirs;
    const kept = await readBlob(path, blob);
    return kept ?? (blob === local ? readLocal(path) : undefined);
  };
  const merged = await mergeQueued({ file, queued: queuedBlobs(queue, path), textOf });
  if (merged === undefined) return 'conflict';
  const { content, queued, texts } = merged;
  made.push(...texts.values());
  return [{ file, content, queued, how: texts.size > 0 ? 'merged' : 'taken' }];
}

async function settle(
  { queue, options, readLocal }: PlanInput,
  file: FileStatus,
  { theirs, made }: Texts,
): Promise<PlannedFile | undefined> {
  const { path } = file;
  const resolution = await options.resolve?.({
    path,
    local: await readLocal(path),
    remote: theirs ?? undefined,
  });
  if (resolution === undefined || resolution === 'skip') return undefined;
  if (resolution === 'mine') return { file, content: undefined, how: 'resolved' };
  if (resolution === 'theirs') return { file, content: theirs, queued: [], how: 'resolved' };
  const { content } = resolution;
  const last = queuedBlobs(queue, path).at(-1);
  if (last === undefined) return { file, content, how: 'resolved' };
  made.push(content);
  const blob = blobId(new TextEncoder().encode(content));
  return { file, content, queued: blob === file.remote ? [] : [{ id: last.id, blob }], how: 'resolved' };
}
