import { isPrompt, mergePrompts, mergeTexts, type MergeResult } from '@prompthub/core';

/** Something of each of the three versions of a file, or of a tree. */
export interface ThreeSides<T> {
  readonly base: T;
  readonly ours: T;
  readonly theirs: T;
}

/** The texts of a file's versions (undefined: no such file), and what became of them. */
export interface MergedFile {
  readonly texts: ThreeSides<string | undefined>;
  readonly result: MergeResult;
}

/**
 * Merges a file that both sides changed: prompts by their structure, other texts by line. Undefined when a version is
 * no text: then nothing can be merged.
 */
export function mergeFile(
  path: string,
  bytes: ThreeSides<Uint8Array | undefined>,
  labels: ThreeSides<string>,
): MergedFile | undefined {
  const texts = { base: textOf(bytes.base), ours: textOf(bytes.ours), theirs: textOf(bytes.theirs) };
  const { base, ours, theirs } = texts;
  if (base === null || ours === null || theirs === null) return undefined;
  const merge = isPrompt(path) ? mergePrompts : mergeTexts;
  return { texts: { base, ours, theirs }, result: merge(base, ours, theirs, { labels }) };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Null when the bytes are no text. */
function textOf(bytes: Uint8Array | undefined): string | null | undefined {
  if (bytes === undefined) return undefined;
  if (bytes.includes(0)) return null;
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}
