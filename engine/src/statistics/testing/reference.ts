/** The shape of reference.json. */
export interface Reference {
  readonly origin: string;
  readonly wilson: readonly (Range & { successes: number; trials: number; confidence: number })[];
  readonly mcnemar: readonly {
    onlyFirst: number;
    onlySecond: number;
    exact: boolean;
    pValue: number;
  }[];
  readonly welch: readonly (Samples & Range & { t: number; df: number; pValue: number })[];
  readonly mannWhitney: readonly (Samples & { u: number; exact: boolean; pValue: number; delta: number })[];
  readonly bca: readonly (Range & {
    observed: number;
    estimates: number[];
    leftOut: number[];
    confidence: number;
  })[];
  readonly adjusted: readonly { pValues: number[]; benjaminiHochberg: number[]; holm: number[] }[];
  readonly power: readonly {
    from: number;
    to: number;
    cases: number;
    alpha: number;
    h: number;
    power: number;
    needed: number | null;
  }[];
  readonly beta: readonly (Range & {
    successes: number;
    trials: number;
    a: number;
    b: number;
    mean: number;
  })[];
  readonly better: readonly { first: Beta; second: Beta; probability: number }[];
  readonly kappa: readonly (Range & { table: number[][]; kappa: number })[];
  readonly fisher: readonly { table: [[number, number], [number, number]]; pValue: number }[];
  readonly sampleRatio: readonly { counts: number[]; shares: number[]; pValue: number }[];
}

interface Range {
  readonly low: number;
  readonly high: number;
}

interface Samples {
  readonly first: number[];
  readonly second: number[];
}

interface Beta {
  readonly a: number;
  readonly b: number;
}
