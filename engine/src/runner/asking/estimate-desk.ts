import type { AnswerJournal } from '../answers/answer-journal';
import type { EstimateSums } from './estimate-sums';
import { longestAnswer, nothingSaid, USUAL_ANSWER, withAnswer } from './judge-rehearsal';
import { entryOf, outcomeOf, type DeskAnswer, type DeskQuestion } from './model-desk';
import { bounded } from './question-bounds';

interface EstimateDeskSettings {
  readonly sums: EstimateSums;
  readonly answers: AnswerJournal | undefined;
  readonly isCapped: boolean;
  /** How many bytes an answer may have at most that is not known, and is judged. */
  readonly guessedBytes?: number;
}

/** Where the questions of one run of a test are counted instead of asked. What is remembered is given. */
export class EstimateDesk {
  readonly #settings: EstimateDeskSettings;
  #isJudged = false;
  /** Of the answer that stands for one that nobody knows yet; undefined: it is known. */
  guessedBytes: number | undefined;

  constructor(settings: EstimateDeskSettings) {
    this.#settings = settings;
    this.guessedBytes = settings.guessedBytes;
  }

  /** Throws ProviderError when no model is named. */
  ask(question: DeskQuestion): DeskAnswer {
    const { sums, answers, isCapped } = this.#settings;
    const known = answers?.peek(entryOf(question, answers).key);
    if (known) return { outcome: outcomeOf(question, known), recorded: true };
    const asked = bounded(question, isCapped);
    const outcome = nothingSaid(question);
    if (!question.isJudge) {
      sums.add(asked, asked);
      this.guessedBytes = longestAnswer(asked);
      return { outcome: { ...outcome, text: USUAL_ANSWER }, recorded: false };
    }
    sums.add(asked, withAnswer(asked, this.guessedBytes ?? 0));
    if (!this.#isJudged) sums.judged();
    this.#isJudged = true;
    return { outcome, recorded: false };
  }
}
