import { costOf, type Cost } from '../../cost/cost-of';
import { embeddingCost } from '../../cost/embedding-cost';
import { estimateRequestTokens } from '../../cost/estimate-request-tokens';
import { outputLimitOf } from '../../cost/output-limit';
import type { AnswerJournal } from '../answers/answer-journal';
import type { RunEstimate } from '../estimate-shape';
import { modelOf, worstCaseOf, type BoundedQuestion } from './question-bounds';

/** What an answer is taken to have where nobody knows earlier ones. */
const USUAL_OUTPUT_TOKENS = 300;

/** Adds up what questions may cost. */
export class EstimateSums {
  readonly #answers: AnswerJournal | undefined;
  readonly #models = new Set<string>();
  readonly #unpriced = new Set<string>();
  #questions = 0;
  #judged = 0;
  #aboutUsd = 0;
  #atMostUsd: number | undefined = 0;

  constructor(answers: AnswerJournal | undefined) {
    this.#answers = answers;
  }

  /** @param worst the same question at its longest */
  add(question: BoundedQuestion, worst: BoundedQuestion): void {
    const model = modelOf(question);
    if (!question.isJudge) this.#questions++;
    this.#models.add(model);
    const about = this.#about(question, model);
    if ('unpriced' in about) return void this.#unpriced.add(model);
    this.#aboutUsd += about.costUsd;
    const most = worstCaseOf(worst);
    if (!('costUsd' in most)) this.#atMostUsd = undefined;
    else if (this.#atMostUsd !== undefined) this.#atMostUsd += most.costUsd;
  }

  /** A run of a test asks judges. */
  judged(): void {
    this.#judged++;
  }

  result(capUsd = Infinity): RunEstimate {
    const atMost = Math.min(this.#atMostUsd ?? Infinity, capUsd);
    return {
      questions: this.#questions,
      aboutUsd: Math.min(this.#aboutUsd, capUsd),
      atMostUsd: atMost === Infinity ? undefined : atMost,
      models: [...this.#models].sort(),
      unpriced: [...this.#unpriced].sort(),
      judged: this.#judged,
    };
  }

  #about({ rendered, task }: BoundedQuestion, model: string): Cost {
    const { messages, config = {}, toolDefs: tools } = rendered;
    const inputTokens = estimateRequestTokens({ messages, tools });
    if (task === 'moderation') return { costUsd: 0 };
    if (task === 'vectors') return embeddingCost(model, inputTokens);
    const usual = this.#answers?.usualOutputTokens(model) ?? USUAL_OUTPUT_TOKENS;
    return costOf(model, { inputTokens, outputTokens: Math.min(usual, outputLimitOf(config) ?? Infinity) });
  }
}
