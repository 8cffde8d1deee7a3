import type { CompiledPrompt, RenderedPrompt } from '@prompthub/core';
import { GRADED_TYPES } from '../assertions/graded/registry';
import { costOf } from '../cost/cost-of';
import { estimateRequestTokens } from '../cost/estimate-request-tokens';
import { outputLimitOf } from '../cost/output-limit';
import { worstCaseCost } from '../cost/worst-case-cost';
import type { AnswerJournal } from './answers/answer-journal';
import { keyOfQuestion } from './asking/model-desk';
import { Occurrences } from './asking/occurrences';
import { withUsualOutputLimit } from './asking/usual-output-limit';
import type { RunEstimate } from './estimate-shape';
import type { RunMatrixInput, Wording } from './matrix';
import { casesOf, type MatrixCase } from './matrix-cases';
import { compiledOf } from './run-prompt';
import type { AssertionSpec } from './test-case';

/** What an answer is taken to have where nobody knows earlier ones. */
const USUAL_OUTPUT_TOKENS = 300;

/** What a run may cost. Renders every prompt, and asks nobody. Tests that cannot be rendered count nothing; running them says why. */
export async function estimateRun(input: RunMatrixInput): Promise<RunEstimate> {
  const { prompts, columns = [{}], repeat = 1, answers, maxCostUsd } = input;
  const compiled = new Map<Wording, CompiledPrompt | undefined>();
  const occurrences = new Occurrences();
  const sums = new Sums(answers, maxCostUsd !== undefined);
  for (const each of casesOf({ prompts, columns, repeat })) {
    const { test, wording } = each;
    if (test.mode === 'render' || test.fault !== undefined || test.dataset !== undefined) continue;
    if (!compiled.has(wording))
      compiled.set(wording, await compiledOf(wording, wording.options).catch(() => undefined));
    const rendered = renderedOf(compiled.get(wording), each);
    if (!rendered) continue;
    sums.judges(test.assert);
    if (answers && isRemembered(answers, { each, rendered, input, occurrences })) continue;
    sums.add(each.model ?? rendered.model ?? '', rendered);
  }
  return sums.result(maxCostUsd);
}

class Sums {
  readonly #answers: AnswerJournal | undefined;
  readonly #limited: boolean;
  readonly #models = new Set<string>();
  readonly #unpriced = new Set<string>();
  #questions = 0;
  #judged = 0;
  #aboutUsd = 0;
  #atMostUsd: number | undefined = 0;

  constructor(answers: AnswerJournal | undefined, limited: boolean) {
    this.#answers = answers;
    this.#limited = limited;
  }

  judges(assertions: readonly AssertionSpec[]): void {
    if (assertions.some(asksJudge)) this.#judged++;
  }

  add(model: string, { messages, config: written = {}, toolDefs: tools, output }: RenderedPrompt): void {
    this.#questions++;
    this.#models.add(model);
    const config = this.#limited ? withUsualOutputLimit(model, written) : written;
    const request = { messages, config, tools, output };
    const outputTokens = Math.min(
      this.#answers?.usualOutputTokens(model) ?? USUAL_OUTPUT_TOKENS,
      outputLimitOf(config) ?? Infinity,
    );
    const usage = { inputTokens: estimateRequestTokens(request), outputTokens };
    const about = costOf(model, usage);
    if ('unpriced' in about) return void this.#unpriced.add(model);
    this.#aboutUsd += about.costUsd;
    const worst = worstCaseCost(model, request);
    if (!('costUsd' in worst)) this.#atMostUsd = undefined;
    else if (this.#atMostUsd !== undefined) this.#atMostUsd += worst.costUsd;
  }

  result(capUsd: number | undefined): RunEstimate {
    const cap = capUsd ?? Infinity;
    const atMost = Math.min(this.#atMostUsd ?? Infinity, cap);
    return {
      questions: this.#questions,
      aboutUsd: Math.min(this.#aboutUsd, cap),
      atMostUsd: atMost === Infinity ? undefined : atMost,
      models: [...this.#models].sort(),
      unpriced: [...this.#unpriced].sort(),
      judged: this.#judged,
    };
  }
}

function asksJudge({ type, assert = [] }: AssertionSpec): boolean {
  return GRADED_TYPES.has(type.replace(/^not-/, '')) || assert.some(asksJudge);
}

function renderedOf(compiled: CompiledPrompt | undefined, { test }: MatrixCase): RenderedPrompt | undefined {
  try {
    return compiled?.render({ input: { ...test.vars } });
  } catch {
    return undefined;
  }
}

interface Remembering {
  readonly each: MatrixCase;
  readonly rendered: RenderedPrompt;
  readonly input: RunMatrixInput;
  readonly occurrences: Occurrences;
}

function isRemembered(answers: AnswerJournal, { each, rendered, input, occurrences }: Remembering): boolean {
  const { test, wording, model, prompt } = each;
  const context = input.prompts[prompt]?.context;
  if (!context || answers.mode === 'record') return false;
  const { answerer, origin } = wording;
  try {
    const data = keyOfQuestion({ rendered, model, context, answerer, origin, vars: test.vars });
    return answers.has(occurrences.next(answers.keyOf(data)));
  } catch {
    return false;
  }
}
