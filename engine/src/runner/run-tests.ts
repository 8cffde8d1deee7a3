import type { RenderOptions } from '@prompthub/core';
import type { AssertionTools } from '../assertions/assertion-tools';
import type { ProviderContext } from '../providers/provider';
import { forEachConcurrently } from './concurrency';
import type { JudgeSetting } from './judging';
import { notRun, runOneTest, type Answerer } from './run-one-test';
import { compiledOf, type PromptSource } from './run-prompt';
import type { TestCase, TestResult } from './test-case';

export type TestEvent =
  | { readonly type: 'started'; readonly test: TestCase }
  | { readonly type: 'ended'; readonly result: TestResult };

export interface RunTestsInput {
  readonly tests: readonly TestCase[];
  readonly prompt: PromptSource & {
    readonly options?: RenderOptions;
    /** `provider/model` in place of the prompt's own; a test's own goes first. */
    readonly model?: string;
  };
  readonly context: ProviderContext;
  /** Asked instead of the models' providers. */
  readonly answerer?: Answerer;
  /** Who judges where neither a test nor an assertion names a model. */
  readonly judge?: JudgeSetting;
  /** In place of what the assertions may use otherwise. */
  readonly tools?: Partial<AssertionTools>;
  /** How many tests run at a time; 8 when absent. */
  readonly concurrency?: number;
  /** After an abort, running tests stop and the rest are skipped. */
  readonly signal?: AbortSignal;
  /** For each run of a test, milliseconds; a test's own goes first. */
  readonly timeoutMs?: number;
  /** Told when a test starts and ends, in the order in which that happens. */
  readonly onEvent?: (event: TestEvent) => void;
}

const DEFAULT_CONCURRENCY = 8;

/** Runs tests and gives their results in the tests' order. What goes wrong is a test's result; it rejects only when `onEvent` throws. */
export async function runTests(input: RunTestsInput): Promise<TestResult[]> {
  const { tests, prompt, concurrency = DEFAULT_CONCURRENCY, signal, onEvent } = input;
  const compiled = compiledOf(prompt, prompt.options);
  // Each test awaits it and reports the failure; with no tests nobody would.
  compiled.catch(() => undefined);
  const { context, answerer, judge, tools, timeoutMs } = input;
  const setting = { compiled, model: prompt.model, context, answerer, judge, tools, signal, timeoutMs };
  const results: TestResult[] = [];
  await forEachConcurrently(tests, concurrency, async (test, at) => {
    if (signal?.aborted) {
      results[at] = notRun(test, 'skipped', 'The run was cancelled before this test.');
    } else {
      onEvent?.({ type: 'started', test });
      results[at] = await runOneTest(test, setting);
    }
    onEvent?.({ type: 'ended', result: results[at] });
  });
  return results;
}
