/** What a run may cost, before anything is asked. US dollars. */
export interface RunEstimate {
  /** Runs of tests that ask a model: tests × columns × repetitions, without those whose answer is remembered. */
  readonly questions: number;
  /** With usual answers; of models with a known price. */
  readonly aboutUsd: number;
  /** It cannot cost more, as long as nothing is tried again, and judges need not be asked twice for a form; undefined when a question has no bound. */
  readonly atMostUsd: number | undefined;
  /** All that would be asked, `provider/model`. */
  readonly models: readonly string[];
  /** Those of them without a known price. */
  readonly unpriced: readonly string[];
  /** Runs of tests that ask a judge; what that costs is in the figures. */
  readonly judged: number;
}
