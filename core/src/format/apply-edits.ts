import type { TextEdit } from '../diagnostic';

/** A text with edits that are in its order and do not overlap. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  let at = 0;
  const pieces: string[] = [];
  for (const { range, newText } of edits) {
    pieces.push(source.slice(at, range.start), newText);
    at = range.end;
  }
  return pieces.join('') + source.slice(at);
}
