import { unifiedDiff } from '@prompthub/core';

/** For each line of `after` (from 0) the line of `before` that it is unchanged from, -1 for new ones. */
export function matchingLines(before: string, after: string): Int32Array {
  const count = countLines(after);
  const matches = new Int32Array(count);
  let [at, offset] = [0, 0];
  for (const hunk of hunksOf(unifiedDiff(before, after, { path: '', context: 0 }))) {
    for (; at < hunk.newStart; at++) matches[at] = at + offset;
    matches.fill(-1, at, at + hunk.newLines);
    at += hunk.newLines;
    offset += hunk.oldLines - hunk.newLines;
  }
  for (; at < count; at++) matches[at] = at + offset;
  return matches;
}

/** Lines as Git counts them: the last one may lack its line feed. */
export function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return text === '' || text.endsWith('\n') ? count : count + 1;
}

interface Hunk {
  readonly oldLines: number;
  /** From 0. */
  readonly newStart: number;
  readonly newLines: number;
}

function* hunksOf(patch: string): Generator<Hunk> {
  for (const line of patch.split('\n')) {
    const header = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (header === null) continue;
    const [, oldLines = '1', start, newLines = '1'] = header;
    // A hunk that only takes away names the line before it.
    const newStart = Number(newLines) === 0 ? Number(start) : Number(start) - 1;
    yield { oldLines: Number(oldLines), newStart, newLines: Number(newLines) };
  }
}
