/** Room for so many things at a time, shared fairly: what becomes free goes to whoever has the least of it. */
export class FairSlots {
  readonly #held = new Map<string, number>();
  readonly #waiting: { readonly owner: string; readonly enter: () => void }[] = [];
  #free: number;

  constructor(count: number) {
    this.#free = count;
  }

  /** Resolves when there is room, with how to leave again: once. */
  async enter(owner: string): Promise<() => void> {
    if (this.#free > 0) {
      this.#free--;
      this.#hold(owner);
    } else await new Promise<void>((enter) => this.#waiting.push({ owner, enter }));
    return () => this.#leave(owner);
  }

  #leave(owner: string): void {
    const left = this.#heldBy(owner) - 1;
    if (left === 0) this.#held.delete(owner);
    else this.#held.set(owner, left);
    const least = Math.min(...this.#waiting.map((each) => this.#heldBy(each.owner)));
    const at = this.#waiting.findIndex((each) => this.#heldBy(each.owner) === least);
    const [next] = at === -1 ? [] : this.#waiting.splice(at, 1);
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#hold(next.owner);
    next.enter();
  }

  #hold(owner: string): void {
    this.#held.set(owner, this.#heldBy(owner) + 1);
  }

  #heldBy(owner: string): number {
    return this.#held.get(owner) ?? 0;
  }
}
