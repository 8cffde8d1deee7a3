/** How much of what is there was wanted, how much of what was wanted is there, and both in one; each 0 to 1. */
export interface Rates {
  readonly precision: number;
  readonly recall: number;
  /** The harmonic mean of the two. */
  readonly f1: number;
}

/** Of counts: what both have, what is there, what was wanted. What there is nothing of counts as 0. */
export function ratesOf(both: number, there: number, wanted: number): Rates {
  const precision = there > 0 ? both / there : 0;
  const recall = wanted > 0 ? both / wanted : 0;
  return { precision, recall, f1: both > 0 ? (2 * precision * recall) / (precision + recall) : 0 };
}
