import { changedRegions } from './changed-regions';
import { linesOf } from './lines-of';

export interface TextPiece {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Words, runs of blanks, and each other character. */
const WORDS = /[\p{L}\p{N}\p{M}_]+|\s+|[^]/gu;

/**
 * How one text became the other, by words or by lines. Without what was added the pieces are `before`, without what was removed they are
 * `after`; no piece is empty, and what was removed stands before what took its place. Never throws.
 */
export function compareTexts(before: string, after: string, by: 'words' | 'lines'): TextPiece[] {
  const itemsOf = by === 'lines' ? linesOf : (text: string): string[] => text.match(WORDS) ?? [];
  const [old, fresh] = [itemsOf(before), itemsOf(after)];
  const pieces: TextPiece[] = [];
  const add = (kind: TextPiece['kind'], items: readonly string[]): void => {
    if (items.length > 0) pieces.push({ kind, text: items.join('') });
  };
  let at = 0;
  for (const { start, end, otherStart, otherEnd } of changedRegions(old, fresh)) {
    add('same', old.slice(at, start));
    add('removed', old.slice(start, end));
    add('added', fresh.slice(otherStart, otherEnd));
    at = end;
  }
  add('same', old.slice(at));
  return pieces;
}
