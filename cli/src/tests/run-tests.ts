import type { AnswerJournal } from '@prompthub/engine';
import type { ReportColumn, TestReport } from '@prompthub/protocol';
import { usageError } from '../command-error';
import { note } from '../terminal/output';
import { showProgress } from '../terminal/progress';
import { confirmCost } from './confirm-cost';
import { describeProgress } from './describe-progress';
import { asksModel } from './filter-tests';
import type { PromptTests } from './find-suites';
import { findVariants } from './find-variants';
import { hubAnswerers } from './hub-answerers';
import { keepAnswers, type KeptAnswers, type KeptAnswersOptions } from './kept-answers';
import { planOf, runAll, type TestPlanOptions } from './run-all';
import { testColumns } from './test-columns';
import type { TraceReceiver } from './trace-receiver';

/** What the command says of how tests run. */
export interface RunTestsOptions extends KeptAnswersOptions {
  readonly concurrency: number;
  readonly repeat?: number;
  readonly repeatMinPass?: number;
  readonly model?: string;
  readonly models?: readonly string[];
  readonly variants?: boolean;
  /** Of a configuration of promptfoo, in place of models and variants. */
  readonly columns?: readonly ReportColumn[];
  readonly judge?: string;
  readonly embeddings?: string;
  readonly maxCost?: number;
  readonly yes?: boolean;
  /** Seconds. */
  readonly timeout: number;
  readonly allowHost: readonly string[];
  /** Of 127.0.0.1, where spans of the asked servers are received. */
  readonly tracePort?: number;
  readonly hub?: boolean;
  readonly ref?: string;
}

export interface RunTestsContext {
  readonly signal: AbortSignal;
  /** Prints and writes the report. When it fails, the answers are kept for another attempt. */
  readonly show: (report: TestReport) => Promise<void>;
}

/**
 * Says what the run may cost, runs it with a bar that shows how far it is, and keeps the answers until all is done.
 * @throws CommandError when it is not begun; what `show` throws
 */
export async function runTests(
  prompts: readonly PromptTests[],
  options: RunTestsOptions,
  { signal, show }: RunTestsContext,
): Promise<void> {
  const needsAnswers = options.cassette !== undefined || prompts.some(asksModel);
  const answers = needsAnswers ? await keepAnswers(options) : undefined;
  await closing(answers, () => runWith(answers?.journal, { prompts, options, signal, show }));
}

/** Lets go of the answers when the work is done, which says whether the run is whole; of another one, how to go on. */
export async function closing(answers: KeptAnswers | undefined, work: () => Promise<boolean>): Promise<void> {
  let isWhole = false;
  try {
    isWhole = await work();
  } finally {
    const more = await answers?.close(isWhole);
    if (more !== undefined) note(`The run is not whole. ${more}`);
  }
}

interface RunWithInput extends RunTestsContext {
  readonly prompts: readonly PromptTests[];
  readonly options: RunTestsOptions;
}

/** One run with answers that stay open; whether it is whole. */
export async function runWith(
  journal: AnswerJournal | undefined,
  { prompts, options, signal, show }: RunWithInput,
): Promise<boolean> {
  const asked = await askedOf(prompts, options);
  let spans: TraceReceiver | undefined;
  try {
    if (options.tracePort !== undefined) {
      const { TraceReceiver } = await import('./trace-receiver.js');
      spans = await TraceReceiver.open({ port: options.tracePort });
    }
    const plan = await planOf(prompts, {
      ...options,
      ...asked,
      timeoutMs: options.timeout * 1000,
      maxCostUsd: options.maxCost,
      origin: options.ref,
      allowHosts: options.allowHost,
      answers: journal,
      spans,
      signal,
    });
    if (prompts.some(asksModel) && journal?.mode !== 'replay') await confirmCost(plan, { yes: options.yes });
    const progress = await showProgress('Testing', countTests(prompts));
    const { report, isWhole } = await runAll(prompts, plan, (now) =>
      progress.at(now.done, now.total, describeProgress(now)),
    ).finally(() => progress.stop());
    await show(report);
    return isWhole;
  } finally {
    await spans?.close();
  }
}

/** The columns of the matrix, and who answers in them. */
async function askedOf(
  prompts: readonly PromptTests[],
  options: RunTestsOptions,
): Promise<Pick<TestPlanOptions, 'columns' | 'answererFor'>> {
  const { model, models = model === undefined ? [] : [model], variants, hub, ref, timeout } = options;
  const found = variants ? await Promise.all(prompts.map(({ prompt }) => findVariants(prompt))) : [];
  const names = [...new Set(found.flatMap((each) => [...each.keys()]))].sort();
  if (variants && names.length === 0)
    throw usageError(
      '--variants: no prompt here has variants, such as reply.short.prompt beside reply.prompt.',
    );
  const files = [
    ...prompts.filter(asksModel).map(({ prompt }) => prompt),
    ...found.flatMap((each) => [...each.values()]),
  ];
  return {
    columns: options.columns ?? testColumns(models, names),
    answererFor: hub
      ? await hubAnswerers([...new Set(files)], { ref, timeoutMs: timeout * 1000 })
      : undefined,
  };
}

function countTests(prompts: readonly PromptTests[]): number {
  return prompts.reduce((sum, { tests }) => sum + tests.length, 0);
}
