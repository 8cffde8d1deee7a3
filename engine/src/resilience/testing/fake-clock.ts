import type { Clock } from '../clock';

/** A clock that stands still, except that whoever sleeps has slept at once. */
export class FakeClock implements Clock {
  /** What was slept, in order, milliseconds. */
  readonly slept: number[] = [];
  #now = 0;

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    this.slept.push(ms);
    this.#now += ms;
    return Promise.resolve();
  }

  advance(ms: number): void {
    this.#now += ms;
  }
}
