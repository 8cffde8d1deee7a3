/** One assertion of a test, in promptfoo's vocabulary. `type` may start with `not-`. */
export interface AssertionSpec {
  readonly type: string;
  readonly value?: unknown;
  readonly threshold?: number;
  readonly weight?: number;
  readonly metric?: string;
  readonly transform?: string;
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
}

export type TestStatus = 'passed' | 'failed' | 'errored' | 'skipped';

export interface TestResult {
  readonly test: TestCase;
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
}
