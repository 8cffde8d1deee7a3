import { isComparing } from '../assertions/graded/comparing';
import { judgeRow } from '../assertions/graded/judge-row';
import { ModelDesk, queueNameOf } from './asking/model-desk';
import { CaseQuestions } from './asking/case-questions';
import { costOfJudges } from './asking/judge-rehearsal';
import { Occurrences } from './asking/occurrences';
import { CapReachedError } from './asking/spending-cap';
import { forEachConcurrently } from './concurrency';
import { addExpenses, judgingOf } from './judging';
import type { MatrixPrompt, MatrixRun, RunMatrixInput, Wording } from './matrix';
import { casesOf, columnsOf, countCases, type MatrixCase, type MatrixShape } from './matrix-cases';
import { ProgressCount } from './progress-count';
import { RepeatedTest } from './repeated-test';
import { notRun, runOnce } from './run-one-test';
import { compiledOf } from './run-prompt';
import type { TestResult } from './test-case';

const DEFAULT_CONCURRENCY = 8;
const DEFAULT_RETRIES = 5;

/**
 * Runs the tests of prompts in all columns. What goes wrong is a test's result; it rejects only when `onEvent` or `onProgress`
 * throws. Every provider is asked at its own pace, so that a slow one does not hold up the others.
 */
export function runMatrix(input: RunMatrixInput): Promise<MatrixRun> {
  return new MatrixRunner(input).run();
}

class MatrixRunner {
  readonly #input: RunMatrixInput;
  readonly #shape: MatrixShape;
  readonly #signal: AbortSignal;
  readonly #concurrency: number;
  readonly #desk: ModelDesk;
  readonly #occurrences = new Occurrences();
  readonly #progress: ProgressCount;
  readonly #compiled = new Map<Wording, ReturnType<typeof compiledOf>>();
  /** Of each prompt: the columns in which it is asked, and its results by test and then by column. */
  readonly #tables: readonly Table[];
  /** Tests that have begun and have runs left, by prompt, test and column. */
  readonly #begun = new Map<string, RepeatedTest>();

  constructor(input: RunMatrixInput) {
    const { prompts, columns = [{}], repeat = 1, answers, maxCostUsd, clock } = input;
    this.#input = input;
    this.#shape = { prompts, columns, repeat };
    this.#signal = input.signal ?? new AbortController().signal;
    this.#concurrency = input.concurrency ?? DEFAULT_CONCURRENCY;
    const { retries = DEFAULT_RETRIES } = input;
    const signal = this.#signal;
    this.#desk = new ModelDesk({
      ...{ concurrency: this.#concurrency, retries, maxCostUsd, answers, signal, clock },
    });
    this.#progress = new ProgressCount(countCases(this.#shape), this.#desk);
    this.#tables = prompts.map((prompt) => ({ columns: columnsOf(prompt, columns), results: [] }));
  }

  async run(): Promise<MatrixRun> {
    const pacers = new Map<MatrixCase['wording'], string>();
    for (const { wording, variants = {} } of this.#input.prompts)
      for (const text of [wording, ...Object.values(variants)])
        pacers.set(text, (await this.#compile(text))?.metadata.model ?? '');
    const pacerOf = ({ test, wording, model = pacers.get(wording) ?? '' }: MatrixCase): string =>
      test.mode === 'render' || test.fault !== undefined ? '' : queueNameOf(model, wording.answerer);
    const names = new Set<string>();
    for (const each of casesOf(this.#shape)) names.add(pacerOf(each));
    const lanes = [...names].map((name) =>
      forEachConcurrently(
        only(casesOf(this.#shape), (each) => pacerOf(each) === name),
        this.#concurrency,
        (each) => this.#run(each),
      ),
    );
    await Promise.all(lanes);
    const progress = this.#progress.report();
    return {
      prompts: this.#tables.map(({ columns, results }) =>
        results.map((result, at) => ({ column: columns[at % columns.length] ?? 0, result })),
      ),
      progress,
      isWhole: progress.skipped === 0 && this.#desk.unanswered === 0,
    };
  }

  async #compile(wording: Wording): Promise<Awaited<ReturnType<typeof compiledOf>> | undefined> {
    const compiling = compiledOf(wording, wording.options);
    this.#compiled.set(wording, compiling);
    // Each test awaits it and reports the failure.
    return compiling.catch(() => undefined);
  }

  async #run(each: MatrixCase): Promise<void> {
    const { test, repetition, repetitions } = each;
    const { onEvent, onProgress, repeatMinPass } = this.#input;
    const id = `${each.prompt}/${each.row}/${each.column}`;
    const runs = this.#begun.get(id) ?? new RepeatedTest(repetitions, test.repeatMinPass ?? repeatMinPass);
    this.#begun.set(id, runs);
    let result: TestResult;
    if (this.#signal.aborted) result = notRun(test, 'skipped', 'The run was cancelled before this test.');
    else {
      if (repetition === 0) onEvent?.({ type: 'started', ...cellOf(each) });
      result = await this.#runOnce(each);
    }
    this.#progress.ended(result);
    onProgress?.(this.#progress.report());
    const whole = runs.add(repetition, result);
    if (!whole) return;
    this.#begun.delete(id);
    await this.#ended(each, whole);
  }

  async #runOnce(each: MatrixCase): Promise<TestResult> {
    const prompt = this.#promptOf(each);
    const { test, wording, model } = each;
    const { context, judge, tools } = prompt;
    const questions = this.#questionsOf(each);
    try {
      return await runOnce(test, {
        compiled: this.#compiled.get(wording) ?? compiledOf(wording, wording.options),
        model,
        context,
        answerer: questions.answerer(wording, (question) =>
          costOfJudges(test, { ...question, judge: { ...judge, context }, tools }),
        ),
        judge: { ...judge, answerer: questions.judges(judge?.answerer) },
        ...{ tools, signal: this.#signal, timeoutMs: this.#input.timeoutMs, spans: this.#input.spans },
      });
    } finally {
      questions.close();
    }
  }

  /** Puts a result in its place; of a test that compares its columns, when all of them are there. */
  async #ended(each: MatrixCase, result: TestResult): Promise<void> {
    const { columns, results } = this.#tableOf(each);
    const first = each.row * columns.length;
    results[first + columns.indexOf(each.column)] = result;
    if (!each.test.assert.some(isComparing)) return this.#tell(each, each.column, result);
    const row = columns.flatMap((_, at) => results[first + at] ?? []);
    if (row.length < columns.length) return;
    for (const [at, judged] of (await this.#judgeRow(each, row)).entries()) {
      results[first + at] = judged;
      this.#tell(each, columns[at] ?? 0, judged);
    }
  }

  async #judgeRow(each: MatrixCase, row: readonly TestResult[]): Promise<readonly TestResult[]> {
    const { context, judge, tools } = this.#promptOf(each);
    const answerer = this.#questionsOf({ ...each, column: undefined }).judges(judge?.answerer);
    const { timeoutMs } = this.#input;
    const judging = judgingOf(each.test, { ...judge, context, answerer, signal: this.#signal, timeoutMs });
    // It rejects only when the run is cancelled, or comes to its cap.
    const judged = await judgeRow(row, { ...judging.tools, ...tools }).catch((error: unknown) =>
      row.map((result) => notCompared(result, error)),
    );
    const [first, ...others] = judged;
    return first ? [{ ...first, judging: addExpenses(first.judging, judging.expense()) }, ...others] : row;
  }

  #tell(each: MatrixCase, column: number, result: TestResult): void {
    this.#input.onEvent?.({ type: 'ended', ...cellOf(each), column, result });
  }

  /** Of one run of a test, or, without a column, of all its columns. */
  #questionsOf(
    each: Pick<MatrixCase, 'prompt' | 'test'> & { readonly column: number | undefined },
  ): CaseQuestions {
    const prompt = this.#promptOf(each);
    const variant = each.column === undefined ? undefined : this.#shape.columns[each.column]?.variant;
    const named = variant === undefined ? [] : [variant];
    const label = [prompt.name, ...named, each.test.description].join(' · ');
    return new CaseQuestions({
      ...{ desk: this.#desk, occurrences: this.#occurrences, answers: this.#input.answers },
      ...{ context: prompt.context, label },
    });
  }

  #promptOf({ prompt }: Pick<MatrixCase, 'prompt'>): MatrixPrompt {
    const found = this.#input.prompts[prompt];
    if (!found) throw new Error(`There is no prompt ${prompt}.`);
    return found;
  }

  #tableOf({ prompt }: MatrixCase): Table {
    const found = this.#tables[prompt];
    if (!found) throw new Error(`There is no prompt ${prompt}.`);
    return found;
  }
}

interface Table {
  readonly columns: readonly number[];
  readonly results: TestResult[];
}

function* only<T>(items: Iterable<T>, wanted: (item: T) => boolean): Generator<T> {
  for (const item of items) if (wanted(item)) yield item;
}

function notCompared(result: TestResult, error: unknown): TestResult {
  const why =
    error instanceof CapReachedError
      ? `Its outputs were not compared. ${error.message}`
      : 'The run was cancelled before its outputs were compared.';
  return { ...result, status: 'skipped', error: why };
}

const cellOf = ({ prompt, test, column }: MatrixCase) => ({ prompt, test, column });
