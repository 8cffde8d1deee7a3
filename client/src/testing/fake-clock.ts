import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../prompts/clock';

/** For tests: time that passes only when it is told to. */
export class FakeClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), callback };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  background(milliseconds: number, callback: () => void): () => void {
    return this.after(milliseconds, callback);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Lets time pass, timer by timer, and after each one everything happen that follows from it at once. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await setImmediate();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await setImmediate();
    }
    this.#now = end;
  }

  #next(end: number) {
    return [...this.#timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}
