import { blobId } from './blob-id';
import type { QueuedBlob } from './commit-queue';
import type { FileStatus } from './file-status';

/** What unsent commits and the file here become on top of the hub's new version of a file. */
export interface MergedQueue {
  /** For each commit that still changes the file. */
  readonly queued: readonly QueuedBlob[];
  /** Texts that were made, by blob id: to be kept before `queued` is. */
  readonly texts: ReadonlyMap<string, string>;
  /** The file here; null: no file, undefined: as it is. */
  readonly content: string | null | undefined;
}

interface Merging {
  readonly file: FileStatus;
  readonly queued: readonly QueuedBlob[];
  /** The text of a blob; undefined when nobody has it. */
  readonly textOf: (blob: string) => Promise<string | undefined>;
}

/** A version of a file. Undefined: there is no such file. */
interface Version {
  readonly blob: string | undefined;
  readonly text: string | undefined;
}

/**
 * Puts the commits on top of the hub's version, one after another, as if each had been made there; then what was not committed.
 * What the hub has already is not done again. Undefined when something does not fit.
 */
export async function mergeQueued({ file, queued, textOf }: Merging): Promise<MergedQueue | undefined> {
  const { path, base, remote, tip, local } = file;
  const known = queued.findLastIndex(({ blob }) => blob === remote);
  if (known >= 0) return { queued: queued.slice(known + 1), texts: new Map(), content: undefined };
  const load = async (blob: string | undefined): Promise<Version> => ({
    blob,
    text: blob === undefined ? undefined : await textOf(blob),
  });
  const made: QueuedBlob[] = [];
  const texts = new Map<string, string>();
  let before = await load(base);
  let now = await load(remote);
  for (const { id, blob } of queued) {
    const ours = await load(blob);
    const merged = await merge(path, { base: before, ours, theirs: now });
    if (merged === undefined) return undefined;
    if (merged.blob !== now.blob) made.push({ id, blob: merged.blob });
    if (merged.blob !== undefined && merged.text !== undefined) texts.set(merged.blob, merged.text);
    [before, now] = [ours, merged];
  }
  const here =
    local === tip ? now : await merge(path, { base: before, ours: await load(local), theirs: now });
  if (here === undefined) return undefined;
  return { queued: made, texts, content: here.blob === local ? undefined : (here.text ?? null) };
}

/** Prompts by their structure, other texts by line; undefined when that leaves conflicts, or a text is missing. */
async function merge(
  path: string,
  { base, ours, theirs }: { base: Version; ours: Version; theirs: Version },
): Promise<Version | undefined> {
  if ([base, ours, theirs].some(({ blob, text }) => blob !== undefined && text === undefined))
    return undefined;
  const { isPrompt, mergePrompts, mergeTexts } = await import('@prompthub/core');
  const { text, conflicts } = (isPrompt(path) ? mergePrompts : mergeTexts)(base.text, ours.text, theirs.text);
  if (conflicts.length > 0) return undefined;
  return { text, blob: text === undefined ? undefined : blobId(new TextEncoder().encode(text)) };
}
