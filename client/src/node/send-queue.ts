import type { Commit, FileChange, FilePage } from '@prompthub/protocol';
import { CommitConflictError, HubError } from '../errors';
import { compareFiles } from './compare-files';
import { queuedPaths } from './commit-queue';
import type { CopyParts } from './copy-parts';
import { findSent } from './find-sent';
import { PublishConflictError } from './publish';
import { pullFiles } from './pull-files';
import { setBase, type QueuedCommit, type WorkingState, writeState } from './working-state';

export interface SendOptions {
  readonly signal?: AbortSignal;
  /** Told of each commit that the hub has, and how many are left. */
  readonly onSent?: (commit: Commit, left: number) => void;
}

export interface SendResult {
  /** As the hub has them now. */
  readonly commits: readonly Commit[];
  /** Files that were changed at the hub too, and put together. */
  readonly merged: readonly string[];
}

/** So often others may be faster between our looking and our sending. */
const MAX_ATTEMPTS = 10;

/** Sends the unsent commits, the oldest first. The state on disk is right after each of them. */
export async function sendQueue(
  copy: CopyParts,
  before: WorkingState,
  options: SendOptions,
): Promise<{ state: WorkingState; result: SendResult }> {
  const commits: Commit[] = [];
  const merged = new Set<string>();
  const { sent, ...settled } = await settleSending(copy, before, options.signal);
  let { state } = settled;
  if (sent !== undefined) {
    commits.push(sent);
    options.onSent?.(sent, state.queue.length);
  }
  for (let attempt = 1; state.queue.length > 0; attempt++) {
    const { signal } = options;
    const remote = await copy.project.files({ ref: state.branch, signal });
    const updated = await putOnTop(copy, state, { remote, signal });
    for (const path of updated.merged) merged.add(path);
    state = updated.state;
    const [first] = state.queue;
    if (first === undefined) break;
    try {
      const { commit, ...sentOne } = await sendFirst(copy, state, { first, remote, signal });
      state = sentOne.state;
      commits.push(commit);
      options.onSent?.(commit, state.queue.length);
      attempt = 0;
    } catch (error) {
      if (!(error instanceof CommitConflictError) || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
  return { state, result: { commits, merged: [...merged].sort() } };
}

/**
 * Finds out what became of a commit whose sending was interrupted. Only the hub knows, so it is asked; when nothing was
 * interrupted, it is not.
 */
export async function settleSending(
  copy: CopyParts,
  state: WorkingState,
  signal?: AbortSignal,
): Promise<{ state: WorkingState; sent?: Commit }> {
  const [first] = state.queue;
  if (state.sending === undefined || first === undefined) return { state };
  const { parent } = state.sending;
  const sent = await findSent(copy.project, first, { branch: state.branch, parent, signal });
  const next =
    sent === undefined ? { ...state, sending: undefined } : withSent(state, { commit: sent, parent });
  await writeState(copy.link.root, next);
  await copy.texts.forget(state, next);
  return { state: next, sent };
}

/** The state once a commit from here went to the hub on top of `parent`. */
export function withCommit(
  state: WorkingState,
  { commit, parent }: { commit: Commit; parent: string | null },
): WorkingState {
  const upToDate = (state.commit ?? null) === parent && state.published.length === 0;
  return upToDate
    ? { ...state, commit: commit.id }
    : { ...state, published: [...state.published, commit.id] };
}

/** The queue on top of what the hub has now. @throws PublishConflictError when something does not fit */
async function putOnTop(
  copy: CopyParts,
  state: WorkingState,
  { remote, signal }: { remote: FilePage; signal: AbortSignal | undefined },
): Promise<{ state: WorkingState; merged: readonly string[] }> {
  const queued = queuedPaths(state.queue);
  const moved = (await compareFiles(copy.link, state, remote))
    .filter(({ path, base, remote: there }) => queued.has(path) && base !== there)
    .map(({ path }) => path);
  if (moved.length === 0) return { state, merged: [] };
  const pulled = await pullFiles(copy, state, { remote, options: { paths: moved, signal } });
  const { conflicts, notText, merged } = pulled.result;
  const unfit = [...conflicts, ...notText];
  if (unfit.length > 0) throw new PublishConflictError(unfit);
  return { state: pulled.state, merged };
}

async function sendFirst(
  copy: CopyParts,
  state: WorkingState,
  { first, remote, signal }: { first: QueuedCommit; remote: FilePage; signal: AbortSignal | undefined },
): Promise<{ state: WorkingState; commit: Commit }> {
  const { root } = copy.link;
  const parent = remote.commit ?? null;
  const changes = await changesOf(copy, first);
  await writeState(root, { ...state, sending: { parent } });
  try {
    const { message } = first;
    const { commit } = await copy.project.createCommit(
      { branch: state.branch, parent, message, changes },
      { signal },
    );
    const next = withSent(state, { commit, parent });
    await writeState(root, next);
    await copy.texts.forget(state, next);
    return { state: next, commit };
  } catch (error) {
    // After anything else the hub may have it, and is asked before it is sent again.
    if (error instanceof HubError && error.status < 500) await writeState(root, state);
    throw error;
  }
}

async function changesOf({ texts }: CopyParts, { changes, message }: QueuedCommit): Promise<FileChange[]> {
  const found: FileChange[] = [];
  for (const { path, blob } of changes) {
    const content = blob === null ? null : await texts.get(blob);
    if (content === undefined) throw new LostTextError(path, message);
    found.push({ path, content });
  }
  return found;
}

/** Somebody deleted or damaged what `.prompthub` kept. */
export class LostTextError extends Error {
  constructor(path: string, message: string) {
    super(
      `The text of ${path} in the unsent commit “${message}” is missing or damaged in .prompthub/objects. Take the commit back with \`prompthub uncommit\`, then commit the file as it is here.`,
    );
    this.name = 'LostTextError';
  }
}

function withSent(state: WorkingState, sent: { commit: Commit; parent: string | null }): WorkingState {
  const [first, ...queue] = state.queue;
  const files = { ...state.files };
  for (const { path, blob } of first?.changes ?? []) setBase(files, path, blob ?? undefined);
  return { ...withCommit(state, sent), files, queue, sending: undefined };
}
