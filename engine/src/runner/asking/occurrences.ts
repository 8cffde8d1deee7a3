/** Numbers equal questions in the order in which they come, so that each has an answer of its own. */
export class Occurrences {
  readonly #counts = new Map<string, number>();

  /** The key itself the first time, then with a number. */
  next(key: string): string {
    const before = this.#counts.get(key) ?? 0;
    this.#counts.set(key, before + 1);
    return before === 0 ? key : `${key}.${before}`;
  }
}
