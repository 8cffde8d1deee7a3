import { isComparing } from '../assertions/graded/comparing';
import { judgeRow } from '../assertions/graded/judge-row';
import { CaseQuestions } from './asking/case-questions';
import { EstimateDesk } from './asking/estimate-desk';
import { EstimateSums } from './asking/estimate-sums';
import { asksJudge, rehearseJudges, rehearsing } from './asking/judge-rehearsal';
import { Occurrences } from './asking/occurrences';
import type { RunEstimate } from './estimate-shape';
import { judgingOf } from './judging';
import type { MatrixPrompt, RunMatrixInput, Wording } from './matrix';
import { casesOf, type MatrixCase } from './matrix-cases';
import { notRun, observe, transformed } from './run-one-test';
import { compiledOf } from './run-prompt';
import type { TestCase } from './test-case';

/** What a run may cost. Goes through all its questions, and asks nobody. Tests that cannot be rendered count nothing; running them says why. */
export function estimateRun(input: RunMatrixInput): Promise<RunEstimate> {
  return new RunEstimator(input).estimate();
}

/** The outputs of a test in its columns, which a judge compares. */
interface Row {
  readonly test: TestCase;
  readonly prompt: MatrixPrompt;
  readonly outputs: string[];
  guessedBytes: number;
}

class RunEstimator {
  readonly #input: RunMatrixInput;
  readonly #sums: EstimateSums;
  readonly #occurrences = new Occurrences();
  readonly #compiled = new Map<Wording, ReturnType<typeof compiledOf>>();
  readonly #rows = new Map<string, Row>();

  constructor(input: RunMatrixInput) {
    this.#input = input;
    this.#sums = new EstimateSums(input.answers);
  }

  async estimate(): Promise<RunEstimate> {
    const { prompts, columns = [{}], repeat = 1, maxCostUsd } = this.#input;
    for (const each of casesOf({ prompts, columns, repeat })) {
      const { test, prompt } = each;
      const isAsked = test.mode === 'run' || test.assert.some(asksJudge);
      if (!isAsked || test.fault !== undefined || test.dataset !== undefined) continue;
      const found = prompts[prompt];
      if (found) await this.#case(each, found).catch(() => undefined);
    }
    for (const row of this.#rows.values()) await this.#row(row);
    return this.#sums.result(maxCostUsd);
  }

  async #case(each: MatrixCase, prompt: MatrixPrompt): Promise<void> {
    const { test, wording, model } = each;
    const { context, judge, tools } = prompt;
    const desk = this.#desk();
    const questions = this.#questionsOf(desk, prompt);
    const setting = { compiled: this.#compile(wording), model, context, judge, tools };
    const answerer = questions.answerer(wording);
    const seen = await observe({ ...test, transform: undefined }, { ...setting, answerer });
    if (!test.assert.some(asksJudge)) return;
    const isGuess = desk.guessedBytes !== undefined;
    const observed = isGuess ? seen.observed : await transformed(test, seen.observed, setting);
    const judges = questions.judges(judge?.answerer);
    await rehearseJudges(test, observed, { ...judge, context, tools, answerer: judges, isGuess });
    if (each.repetition === 0 && test.assert.some(isComparing))
      this.#compare(each, prompt, { observed, desk });
  }

  #compare(
    { prompt: at, row, test }: MatrixCase,
    prompt: MatrixPrompt,
    { observed, desk }: { observed: { readonly output: string }; desk: EstimateDesk },
  ): void {
    const known = this.#rows.get(`${at}/${row}`) ?? { test, prompt, outputs: [], guessedBytes: 0 };
    this.#rows.set(`${at}/${row}`, known);
    // Nobody is asked about outputs that are the same.
    const mark = desk.guessedBytes === undefined ? '' : `${known.outputs.length}`;
    known.outputs.push(observed.output + mark);
    known.guessedBytes += desk.guessedBytes ?? 0;
  }

  async #row({ test, prompt, outputs, guessedBytes }: Row): Promise<void> {
    const { context, judge } = prompt;
    const answerer = this.#questionsOf(this.#desk(guessedBytes), prompt).judges(judge?.answerer);
    const { tools } = judgingOf(test, { ...judge, context, answerer });
    const results = outputs.map((output) => ({
      ...notRun(test, 'skipped', ''),
      status: 'passed' as const,
      output,
    }));
    await judgeRow(results, rehearsing(tools));
  }

  #desk(guessedBytes?: number): EstimateDesk {
    const { answers, maxCostUsd } = this.#input;
    return new EstimateDesk({
      ...{ sums: this.#sums, answers, isCapped: maxCostUsd !== undefined, guessedBytes },
    });
  }

  #questionsOf(desk: EstimateDesk, { context }: MatrixPrompt): CaseQuestions {
    const { answers } = this.#input;
    return new CaseQuestions({ desk, occurrences: this.#occurrences, answers, context, label: '' });
  }

  #compile(wording: Wording): ReturnType<typeof compiledOf> {
    const known = this.#compiled.get(wording);
    if (known) return known;
    const compiling = compiledOf(wording, wording.options);
    this.#compiled.set(wording, compiling);
    compiling.catch(() => undefined);
    return compiling;
  }
}
