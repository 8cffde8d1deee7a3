import type { WorstCase } from '@prompthub/engine';

/** What a run may cost: an answer is asked for only if the most that it can cost still fits. */
export class SpendCap {
  #spentUsd: number;
  #reservedUsd = 0;

  constructor(
    private readonly mostUsd: number | undefined,
    spentUsd: number,
  ) {
    this.#spentUsd = spentUsd;
  }

  get limited(): boolean {
    return this.mostUsd !== undefined;
  }

  /** US dollars that are held until `settle`; undefined where they do not fit, or nobody can say how many they are. */
  reserve(worst: WorstCase): number | undefined {
    if (this.mostUsd === undefined) return 0;
    if (!('costUsd' in worst)) return undefined;
    const { costUsd } = worst;
    if (this.#spentUsd + this.#reservedUsd + costUsd > this.mostUsd) return undefined;
    this.#reservedUsd += costUsd;
    return costUsd;
  }

  /** What became of it; undefined where nobody knows, which counts as all of it. */
  settle(reservedUsd: number, costUsd: number | undefined): void {
    this.#reservedUsd -= reservedUsd;
    this.#spentUsd += costUsd ?? reservedUsd;
  }
}
