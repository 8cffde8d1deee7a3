import type { RenderOptions } from '@prompthub/core';
import type { AssertionTools } from '../assertions/assertion-tools';
import type { ProviderContext } from '../providers/provider';
import type { JudgeSetting } from './judging';
import { runMatrix } from './run-matrix';
import type { Answerer } from './run-one-test';
import type { PromptSource } from './run-prompt';
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
  /** How many requests a provider gets at a time; 8 when absent. */
  readonly concurrency?: number;
  /** How often a failure that may pass is tried again; 5 when absent. */
  readonly retries?: number;
  /** After an abort, running tests stop and the rest are skipped. */
  readonly signal?: AbortSignal;
  /** For each run of a test, milliseconds; a test's own goes first. */
  readonly timeoutMs?: number;
  /** Told when a test starts and ends, in the order in which that happens. */
  readonly onEvent?: (event: TestEvent) => void;
}

/** Runs the tests of one prompt and gives their results in the tests' order. What goes wrong is a test's result; it rejects only when `onEvent` throws. */
export async function runTests(input: RunTestsInput): Promise<TestResult[]> {
  const { tests, prompt, context, answerer, judge, tools, onEvent, ...options } = input;
  const { model, ...wording } = prompt;
  const run = await runMatrix({
    ...options,
    prompts: [{ name: '', wording: { ...wording, answerer }, tests, context, judge, tools }],
    columns: [{ model }],
    onEvent: (event) =>
      onEvent?.(
        event.type === 'started'
          ? { type: 'started', test: event.test }
          : { type: 'ended', result: event.result },
      ),
  });
  return run.prompts.flat().map(({ result }) => result);
}
