/** Finds a needle again and again from growing offsets, and walks the text only once in all. */
export class NextOccurrence {
  readonly #text: string;
  readonly #needle: string;
  #askedFrom = 0;
  #found: number | undefined;

  constructor(text: string, needle: string) {
    this.#text = text;
    this.#needle = needle;
  }

  /** The first occurrence at or behind `offset`, or -1. */
  from(offset: number): number {
    if (this.#found !== undefined && offset >= this.#askedFrom) {
      if (this.#found === -1 || this.#found >= offset) return this.#found;
    }
    this.#askedFrom = offset;
    this.#found = this.#text.indexOf(this.#needle, offset);
    return this.#found;
  }
}
