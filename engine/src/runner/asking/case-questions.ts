import { AssertionError } from '../../assertions/assertion';
import type { ProviderContext } from '../../providers/provider';
import { JournalError, type AnswerJournal } from '../answers/answer-journal';
import type { Wording } from '../matrix';
import type { Answerer } from '../run-one-test';
import type { EstimateDesk } from './estimate-desk';
import type { ModelDesk } from './model-desk';
import { Occurrences } from './occurrences';
import type { Purse } from './purse';

export interface CaseQuestionsInput {
  readonly desk: ModelDesk | EstimateDesk;
  /** Of the whole run. */
  readonly occurrences: Occurrences;
  readonly answers: AnswerJournal | undefined;
  readonly context: ProviderContext;
  /** Prompt and test, for people. */
  readonly label: string;
}

type AnswererQuestion = Parameters<Answerer>[0];

/** The questions of one run of a test: to its model, and then to those who judge. */
export class CaseQuestions {
  readonly #input: CaseQuestionsInput;
  readonly #judged = new Occurrences();
  #main = '';
  #purse: Purse | undefined;

  constructor(input: CaseQuestionsInput) {
    this.#input = input;
  }

  /**
   * Equal questions of a run are numbered in the order of its cases.
   * @param judgingOf what those who judge the answer may cost at most, US dollars
   */
  answerer(
    { answerer, origin }: Wording,
    judgingOf?: (question: AnswererQuestion) => Promise<number>,
  ): Answerer {
    const { desk, context, occurrences, label } = this.#input;
    const occurrence = (key: string): string => (this.#main = occurrences.next(key));
    return async (question) => {
      const { rendered, model, vars, timeoutMs, trace } = question;
      const asked = {
        ...{ rendered, model, vars, timeoutMs, trace, context },
        ...{ answerer, origin, occurrence },
      };
      const judging = judgingOf && (() => judgingOf(question));
      const answer = await desk.ask({
        ...asked,
        judging,
        label: `${label} · ${model ?? rendered.model ?? ''}`,
      });
      this.#purse = answer.purse;
      return answer.recorded ? { ...answer.outcome, recorded: true } : answer.outcome;
    };
  }

  /** Judges answer in whatever order, so that their questions are numbered beside the answer that they are about. */
  judges(answerer: Answerer | undefined): Answerer {
    const { desk, context, answers, label } = this.#input;
    const occurrence = (key: string): string =>
      this.#judged.next(answers ? answers.keyOf([this.#main, key]) : key);
    return async ({ rendered, task, model, vars, timeoutMs }) => {
      const asked = { rendered, task, model, vars, timeoutMs, context, answerer, occurrence, isJudge: true };
      try {
        const { outcome, recorded } = await desk.ask({
          ...asked,
          purse: this.#purse,
          label: `${label} · judged by ${model ?? ''}`,
        });
        return { ...outcome, recorded };
      } catch (error) {
        // The answer is there and paid; only this assertion cannot be decided.
        if (error instanceof JournalError)
          throw new AssertionError(`The judge was not asked. ${error.message}`);
        throw error;
      }
    };
  }

  /** All is asked. */
  close(): void {
    this.#purse?.close();
  }
}
