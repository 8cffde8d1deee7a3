import type { Range } from '../syntax/positions';
import { changedSide, onSides } from './sides';
import type { Sides } from './sides';

/** Texts in the one form in which they are compared, and the way back. */
export interface Normalized {
  readonly texts: Sides<string>;
  /** Gives merged text the line ends and the byte order mark that it is to have. */
  readonly restore: (text: string) => string;
  /** A range of a normalized text → the range in that side's own text. */
  readonly rangeIn: (side: keyof Sides<unknown>, range: Range) => Range;
}

/**
 * Takes byte order marks off, and makes `\n` of `\r\n` when the sides do not all end their lines alike: so that a side that changed the
 * line ends, or an editor that did, does not conflict with everything. Files that mix them are left as they are.
 */
export function normalize(sides: Sides<string>): Normalized {
  const marks = onSides(sides, (text) => (text.startsWith('\uFEFF') ? '\uFEFF' : ''));
  const bare = onSides(sides, (text) => (text.startsWith('\uFEFF') ? text.slice(1) : text));
  const ends = onSides(bare, lineEndOf);
  const kinds = new Set([ends.base, ends.ours, ends.theirs].filter((end) => end !== 'none'));
  const convert = kinds.size > 1 && !kinds.has('mixed') && ![...kinds].every((kind) => kind === 'lf');
  const mark = changedSide(marks) ?? '';
  const windows = convert && wantsWindows(ends);
  const removed = onSides(bare, (text) => (convert ? windowsEnds(text) : []));
  return {
    texts: convert ? onSides(bare, (text) => text.replaceAll('\r\n', '\n')) : bare,
    restore: (text) => mark + (windows ? text.replaceAll('\n', '\r\n') : text),
    rangeIn: (side, { start, end }) => {
      const by = (at: number): number => at + marks[side].length + countBelow(removed[side], at);
      return { start: by(start), end: by(end) };
    },
  };
}

type LineEnd = 'lf' | 'crlf' | 'mixed' | 'none';

function lineEndOf(text: string): LineEnd {
  const all = text.split('\n').length - 1;
  const windows = text.split('\r\n').length - 1;
  if (all === 0) return 'none';
  return windows === 0 ? 'lf' : windows === all ? 'crlf' : 'mixed';
}

/** The line end that one side changed to; of two unlike additions, `\n`. */
function wantsWindows({ base, ours, theirs }: Sides<LineEnd>): boolean {
  const known = base === 'none' ? 'lf' : base;
  const side = changedSide({
    base: known,
    ours: ours === 'none' ? known : ours,
    theirs: theirs === 'none' ? known : theirs,
  });
  return side === 'crlf';
}

/** Where line feeds stand, once the carriage returns before them are gone. */
function windowsEnds(text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf('\r\n'); at !== -1; at = text.indexOf('\r\n', at + 2))
    places.push(at - places.length);
  return places;
}

/** How many of the ascending numbers are smaller than `limit`. */
function countBelow(numbers: readonly number[], limit: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
