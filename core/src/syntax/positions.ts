import { NextOccurrence } from './next-occurrence';

/** A half-open span of the source, in UTF-16 code units: `start` is inside, `end` is not. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A zero-based line and a zero-based UTF-16 column, as LSP counts them. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Translates between offsets and line/column positions. Lines end at `\n`, `\r\n` or a lone `\r`. */
export class LineMap {
  readonly #starts: number[] = [0];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    const feeds = new NextOccurrence(text, '\n');
    const returns = new NextOccurrence(text, '\r');
    for (let at = 0; ;) {
      const feed = feeds.from(at);
      const carriage = returns.from(at);
      if (feed === -1 && carriage === -1) return;
      // `\r\n` is one line break.
      const comesFirst = carriage !== -1 && (feed === -1 || carriage + 1 < feed);
      at = (comesFirst ? carriage : feed) + 1;
      this.#starts.push(at);
    }
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offsets outside the text are clamped to it. */
  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: clamped - (this.#starts[low] ?? 0) };
  }

  /** Positions outside the text are clamped to it. */
  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    const start = this.#starts[line];
    if (start === undefined) return this.#length;
    const next = this.#starts[line + 1] ?? this.#length;
    return Math.max(start, Math.min(start + character, next));
  }
}
