import type { RenderOptions } from '@prompthub/core';
import type { AssertionTools } from '../assertions/assertion-tools';
import type { ProviderContext } from '../providers/provider';
import type { Clock } from '../resilience/clock';
import type { SpanCollector } from '../traces/span-collector';
import type { AnswerJournal } from './answers/answer-journal';
import type { JudgeSetting } from './judging';
import type { Answerer } from './run-one-test';
import type { PromptSource } from './run-prompt';
import type { TestCase, TestResult } from './test-case';

/** One text of a prompt: itself, or a variant (`reply.short.prompt` is the variant `short` of `reply.prompt`). */
export type Wording = PromptSource & {
  readonly options?: RenderOptions;
  /** Asked instead of the models' providers. */
  readonly answerer?: Answerer;
  /** What the answerer's answers depend on besides the question (which version of the prompt it asks): for `answers`. */
  readonly origin?: string;
};

/** A prompt with its tests, the rows of their datasets put in already (`withDatasets`). */
export interface MatrixPrompt {
  /** For recordings and messages: the name of its file. */
  readonly name: string;
  readonly wording: Wording;
  /** By name. A column with a variant that a prompt has not leaves the prompt out. */
  readonly variants?: Readonly<Record<string, Wording>>;
  readonly tests: readonly TestCase[];
  readonly context: ProviderContext;
  /** Who judges where neither a test nor an assertion names a model. Judges are asked like any model, within the cap. */
  readonly judge?: JudgeSetting;
  /** In place of what the assertions may use otherwise. */
  readonly tools?: Partial<AssertionTools>;
}

/** One way in which every prompt is asked. */
export interface MatrixColumn {
  /** `provider/model`; absent: each prompt's own. A test's own goes before both. */
  readonly model?: string;
  readonly variant?: string;
}

export interface RunMatrixInput {
  readonly prompts: readonly MatrixPrompt[];
  /** One column that is each prompt as it stands, when absent. */
  readonly columns?: readonly MatrixColumn[];
  /** How often a test runs that does not say so itself; 1 when absent. */
  readonly repeat?: number;
  /** How many runs of a repeated test must pass, where it does not say so itself; all when absent. */
  readonly repeatMinPass?: number;
  /** How many requests a provider gets at a time; fewer while it asks to slow down. 8 when absent. */
  readonly concurrency?: number;
  /** For one answer, milliseconds; a test's own goes first. Waits for a turn do not count. */
  readonly timeoutMs?: number;
  /** How often a failure that may pass (rate limits, overload, broken connections) is tried again; 5 when absent. */
  readonly retries?: number;
  /** What the run may cost at most, US dollars, with judging, and with what it cost before it was resumed. What might pass it is skipped. */
  readonly maxCostUsd?: number;
  /** Where answers are remembered, or taken from. */
  readonly answers?: AnswerJournal;
  /** Where asked servers tell what they do for an answer; only our own requests are in its trace otherwise. */
  readonly spans?: SpanCollector;
  /** After an abort, running answers stop and the rest is skipped. */
  readonly signal?: AbortSignal;
  /** Told in the order in which it happens. Of a repeated test: once, when its first run starts, and when its last has ended. */
  readonly onEvent?: (event: MatrixEvent) => void;
  /** Told after each run of a test. */
  readonly onProgress?: (progress: RunProgress) => void;
  /** Time, for tests of the runner. */
  readonly clock?: Clock;
}

/** Where a result stands. */
export interface Cell {
  /** In `prompts`. */
  readonly prompt: number;
  readonly test: TestCase;
  /** In `columns`. */
  readonly column: number;
}

export type MatrixEvent =
  (Cell & { readonly type: 'started' }) | (Cell & { readonly type: 'ended'; readonly result: TestResult });

export interface MatrixResult {
  readonly column: number;
  readonly result: TestResult;
}

export interface MatrixRun {
  /** For each prompt, by test and then by column, whatever ended first. */
  readonly prompts: readonly (readonly MatrixResult[])[];
  /** How it stood at the end. */
  readonly progress: RunProgress;
  /** Every question that was to be asked has its answer. Otherwise the same run could go on: it was cancelled, came to its cap, or a provider failed. */
  readonly isWhole: boolean;
}

/** How a run stands. */
export interface RunProgress {
  /** Runs of tests: tests × columns × repetitions. */
  readonly done: number;
  readonly total: number;
  /** How many of those that are done did so. */
  readonly passed: number;
  readonly failed: number;
  readonly errored: number;
  readonly skipped: number;
  /** Requests that went out, those for judges and those that were tried again too. */
  readonly asked: number;
  readonly retries: number;
  /** Answers that were not asked for but remembered. */
  readonly recorded: number;
  /** US dollars that answers and judges have cost; those without a known price count nothing. */
  readonly costUsd: number;
  /** US dollars that may have been paid besides: for what was asked and never answered, also before the run was gone on with. */
  readonly perhapsUsd: number;
  readonly elapsedMs: number;
  /** Milliseconds that the rest may take at the pace until now; undefined before the first has ended. */
  readonly etaMs?: number;
  readonly providers: readonly ProviderProgress[];
}

/** How much one provider is asked at a time. */
export interface ProviderProgress {
  readonly name: string;
  /** Requests at a time that it may have now. */
  readonly limit: number;
  readonly active: number;
  readonly waiting: number;
}
