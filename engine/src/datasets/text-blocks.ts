import { UnreadableDataError } from './dataset';

/** Whole records of a text, some at a time. */
export interface TextBlock {
  readonly text: string;
  /** Where it begins, counted from one. */
  readonly line: number;
}

const BLOCK_LENGTH = 256 * 1024;
const MAX_RECORD_LENGTH = 4_000_000;
/** All rows are in memory while their tests run. */
const MAX_LENGTH = 64_000_000;

/**
 * Cuts a text that arrives in pieces at the ends of lines; with `quotes` only at those outside of quotes, as CSV has them. Throws
 * UnreadableDataError for a record without an end, and for a text without one.
 */
export async function* textBlocks(
  pieces: AsyncIterable<string>,
  { quotes }: { readonly quotes: boolean },
): AsyncGenerator<TextBlock> {
  let line = 1;
  let held = '';
  let quoted = false;
  /** Behind the last line break in `held` at which it may be cut, and how far was looked. */
  let [cut, seen, length] = [0, 0, 0];
  for await (const piece of pieces) {
    held += piece;
    for (; seen < held.length; seen++) {
      const code = held.charCodeAt(seen);
      if (quotes && code === QUOTE) quoted = !quoted;
      else if (code === LINE_FEED && !quoted) cut = seen + 1;
    }
    length += piece.length;
    if (held.length - cut > MAX_RECORD_LENGTH)
      throw new UnreadableDataError(
        line + linesIn(held.slice(0, cut)),
        'the row that begins here is longer than 4 million characters. Is a quote opened and never closed?',
      );
    if (length > MAX_LENGTH)
      throw new UnreadableDataError(line, 'up to here the rows have 64 million characters. Split the file.');
    if (cut < BLOCK_LENGTH) continue;
    const text = held.slice(0, cut);
    yield { text, line };
    line += linesIn(text);
    held = held.slice(cut);
    seen -= cut;
    cut = 0;
  }
  if (held !== '') yield { text: held, line };
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

function linesIn(text: string): number {
  return text.split(/\r\n|\r|\n/).length - 1;
}
