/** How often a crashed server is started again before the person has to ask for it. */
const RESTARTS = 4;
const WINDOW_MS = 3 * 60_000;

/** Counts crashes in a sliding window; says whether one more start makes sense. */
export class RestartPolicy {
  #crashes: number[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Call at each crash; true when the server should be started again. */
  crashed(): boolean {
    const now = this.#now();
    this.#crashes = [...this.#crashes.filter((at) => now - at < WINDOW_MS), now];
    return this.#crashes.length <= RESTARTS;
  }

  reset(): void {
    this.#crashes = [];
  }
}
