import type { ModelDesk } from './asking/model-desk';
import type { RunProgress } from './matrix';
import type { TestResult } from './test-case';

/** Counts how a run stands. */
export class ProgressCount {
  readonly #total: number;
  readonly #desk: ModelDesk;
  readonly #began = performance.now();
  readonly #ended = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  #done = 0;

  constructor(total: number, desk: ModelDesk) {
    this.#total = total;
    this.#desk = desk;
  }

  ended({ status }: TestResult): void {
    this.#ended[status]++;
    this.#done++;
  }

  report(): RunProgress {
    const { asked, retries, recorded, costUsd, perhapsUsd, providers } = this.#desk;
    const elapsedMs = performance.now() - this.#began;
    const left = this.#total - this.#done;
    return {
      ...{ done: this.#done, total: this.#total, ...this.#ended },
      ...{ asked, retries, recorded, costUsd, perhapsUsd, elapsedMs, providers },
      ...(this.#done > 0 && { etaMs: (elapsedMs / this.#done) * left }),
    };
  }
}
