import { LineMap, type Position } from '@prompthub/core';

/** How a client counts columns: in UTF-8 bytes, or in UTF-16 code units as JavaScript does. */
export type PositionEncoding = 'utf-8' | 'utf-16';

export function lineMap(text: string, encoding: PositionEncoding): LineMap {
  return encoding === 'utf-8' && !isAscii(text) ? new Utf8LineMap(text) : new LineMap(text);
}

/** The UTF-16 column of a UTF-8 column in a line; a column inside of a character is that character's start. */
export function utf16Column(line: string, utf8Column: number): number {
  return walk(line, { from: 0, bytes: 0 }, (_at, bytes) => bytes <= utf8Column).from;
}

/** Offsets stay UTF-16 code units; the columns of positions count UTF-8 bytes. */
class Utf8LineMap extends LineMap {
  readonly #text: string;
  /** Where the last look-up ended: most of them come in the order of the text, and lines may be long. */
  #last: { line: number; place: Place } = { line: 0, place: { from: 0, bytes: 0 } };

  constructor(text: string) {
    super(text);
    this.#text = text;
  }

  override positionAt(offset: number): Position {
    const { line, character } = super.positionAt(offset);
    const start = super.offsetAt({ line, character: 0 });
    const place = this.#reach(line, start, (at) => at <= start + character);
    return { line, character: place.bytes };
  }

  override offsetAt({ line, character }: Position): number {
    if (line < 0 || line >= this.lineCount) return super.offsetAt({ line, character });
    const start = super.offsetAt({ line, character: 0 });
    const end = super.offsetAt({ line, character: Number.MAX_SAFE_INTEGER });
    return this.#reach(line, start, (at, bytes) => at <= end && bytes <= character).from;
  }

  /** The last place of a line for which `within` holds. */
  #reach(line: number, start: number, within: (at: number, bytes: number) => boolean): Place {
    const { place } = this.#last;
    const resumes = this.#last.line === line && place.from >= start && within(place.from, place.bytes);
    const reached = walk(this.#text, resumes ? place : { from: start, bytes: 0 }, within);
    this.#last = { line, place: reached };
    return reached;
  }
}

interface Place {
  readonly from: number;
  readonly bytes: number;
}

/** Steps from character to character as long as the place behind the next one is `within`. */
function walk(text: string, { from, bytes }: Place, within: (at: number, bytes: number) => boolean): Place {
  while (from < text.length) {
    const code = text.codePointAt(from) ?? 0;
    const units = code > 0xffff ? 2 : 1;
    const width = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (!within(from + units, bytes + width)) break;
    from += units;
    bytes += width;
  }
  return { from, bytes };
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
