import type { CopyParts } from './copy-parts';
import { CommitInDoubtError } from './copy-errors';
import { localBlob } from './local-blob';
import { type QueuedCommit, type WorkingState, writeState } from './working-state';

/** A commit that is a change of the files again. */
export interface TakenBack extends QueuedCommit {
  /** Texts that the files here do not have, because they were changed since or are another branch's: the file that keeps each. */
  readonly kept: readonly { readonly path: string; readonly file: string }[];
}

/**
 * Takes the last unsent commit back. Undefined when there is none.
 * @throws CommitInDoubtError when the hub may have it
 */
export async function uncommitLast(
  { link, texts }: CopyParts,
  state: WorkingState,
): Promise<TakenBack | undefined> {
  const last = state.queue.at(-1);
  if (last === undefined) return undefined;
  if (state.sending !== undefined && state.queue.length === 1) throw new CommitInDoubtError(last);
  const only: { path: string; blob: string }[] = [];
  for (const { path, blob } of last.changes) {
    if (blob === null || (await localBlob(link.folder, path)) === blob) continue;
    if ((await texts.get(blob)) !== undefined) only.push({ path, blob });
  }
  const next = { ...state, queue: state.queue.slice(0, -1) };
  await writeState(link.root, next);
  const blobs = only.map(({ blob }) => blob);
  await texts.forget(state, next, blobs);
  return { ...last, kept: only.map(({ path, blob }) => ({ path, file: texts.fileOf(blob) })) };
}
