/** One assertion of a test, in promptfoo's vocabulary. `type` may start with `not-`. */
export interface AssertionSpec {
  readonly type: string;
  readonly value?: unknown;
  readonly threshold?: number;
  /** Share in the test's score; 1 when absent. 0 only measures: it can never fail the test. */
  readonly weight?: number;
  readonly metric?: string;
  readonly transform?: string;
  /** Of an `assert-set`. */
  readonly assert?: readonly AssertionSpec[];
  /** `provider/model` that judges, or makes vectors, for this assertion. */
  readonly provider?: string;
  /** In place of the instructions that a model-graded assertion gives its judge; may hold `{{output}}` and the like. */
  readonly rubricPrompt?: string;
  /** JavaScript over the output that gives the context of a `context-…` assertion; without it the variable `context`. */
  readonly contextTransform?: string;
  /** Handed to `javascript` as `context.config`; settings of some model-graded assertions. */
  readonly config?: Readonly<Record<string, unknown>>;
}

/** One test as written in `prompthub.tests` or `name.tests.yaml`. */
export interface TestCase {
  /** Stable within its file: its index in the list. */
  readonly index: number;
  readonly description: string;
  readonly mode: 'run' | 'render';
  readonly vars: Readonly<Record<string, unknown>>;
  readonly assert: readonly AssertionSpec[];
  readonly options?: Readonly<Record<string, unknown>>;
  /** Least weighted score (0 to 1) to pass; without it every assertion must hold. */
  readonly threshold?: number;
  /** `provider/model` in place of the prompt's. */
  readonly model?: string;
  /** How often it runs. 1 when absent. */
  readonly repeat?: number;
  /** How many of its runs must pass; all when absent. */
  readonly repeatMinPass?: number;
  /** JavaScript over the output before the assertions. */
  readonly transform?: string;
  /** `provider/model` that judges its answers, and instructions for it, where an assertion has none of its own. */
  readonly judge?: { readonly model?: string; readonly embeddings?: string; readonly rubricPrompt?: string };
  /** Milliseconds for one run. */
  readonly timeoutMs?: number;
  /** A file of rows that it runs for, relative to its own file; `withDatasets` puts tests of the rows in its place. */
  readonly dataset?: string;
  /** Files of assertions of the project's own, relative to its own file. */
  readonly plugins?: readonly string[];
  /** Why it cannot run, when it is written wrongly; its result is then errored. */
  readonly fault?: string;
}

export interface AssertionVerdict {
  readonly type: string;
  readonly pass: boolean;
  /** 0 to 1. */
  readonly score: number;
  /** One sentence that says what was expected and what was there. */
  readonly reason: string;
  readonly expected?: string;
  readonly actual?: string;
  /** Index in the test's `assert` list. */
  readonly index: number;
  /** True when the assertion itself is at fault or could not be decided; `pass` is then false. */
  readonly errored?: boolean;
  readonly metric?: string;
  readonly weight?: number;
  /** Of an `assert-set`: those of its assertions, whose `index` is in the set's own list. */
  readonly parts?: readonly AssertionVerdict[];
  /** Further scores that it gives by name, 0 to 1. */
  readonly namedScores?: Readonly<Record<string, number>>;
}

export type TestStatus = 'passed' | 'failed' | 'errored' | 'skipped';

/** What one question to a model took. */
export interface Expense {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly estimated: boolean;
  /** US dollars; undefined when the model has no known price. */
  readonly costUsd?: number;
  /** How much of `costUsd` was paid in an earlier run, whose answers were given again. */
  readonly recordedUsd?: number;
}

export interface Repetitions {
  /** Flaky: neither none nor all of them. */
  readonly passed: number;
  readonly total: number;
  /** How many must pass. */
  readonly least: number;
}

export interface TestResult {
  readonly test: TestCase;
  /** `provider/model` that was asked; undefined when nothing was. */
  readonly model?: string;
  /** What the models that judged took, beside the answer's own `usage` and `costUsd`. */
  readonly judging?: Expense;
  /** True when the answer was not asked for but taken from a recording or an earlier run; it cost nothing now. */
  readonly recorded?: boolean;
  readonly status: TestStatus;
  readonly output: string;
  readonly verdicts: readonly AssertionVerdict[];
  /** Why it errored or was skipped. */
  readonly error?: string;
  readonly latencyMs: number;
  readonly usage?: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly estimated: boolean;
  };
  /** US dollars; undefined when the model has no known price. */
  readonly costUsd?: number;
  /** Weighted mean of the assertions' scores, 0 to 1. */
  readonly score?: number;
  /** Of a test that runs several times. Usage and cost are of all runs; the rest is of the first that did not pass, if there is one. */
  readonly repetitions?: Repetitions;
}
