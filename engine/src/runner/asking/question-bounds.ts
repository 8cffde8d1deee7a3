import type { Cost } from '../../cost/cost-of';
import { embeddingCost } from '../../cost/embedding-cost';
import { worstCaseCost, type WorstCase } from '../../cost/worst-case-cost';
import { textOfMessages } from '../../providers/message-text';
import type { Question } from '../run-prompt';
import { CapReachedError } from './spending-cap';
import { JUDGE_TOKENS, withUsualOutputLimit } from './usual-output-limit';

export type BoundedQuestion = Pick<Question, 'rendered' | 'task' | 'model'> & {
  /** It is a judge who is asked. */
  readonly isJudge?: boolean;
};

/** With an end of the output where there has to be one: of judges always, of answers within a cap. */
export function bounded<T extends BoundedQuestion>(question: T, isCapped: boolean): T {
  const { rendered, task, isJudge } = question;
  if (task !== undefined || (!isCapped && !isJudge)) return question;
  const most = isJudge ? JUDGE_TOKENS : undefined;
  const config = withUsualOutputLimit(modelOf(question), rendered.config ?? {}, most);
  return { ...question, rendered: { ...rendered, config } };
}

/** What a question costs at most. */
export function worstCaseOf(question: BoundedQuestion): WorstCase | Cost {
  const { rendered, task } = question;
  const { messages, config = {}, toolDefs: tools, output } = rendered;
  const model = modelOf(question);
  if (task === undefined) return worstCaseCost(model, { messages, config, tools, output });
  // As `worstCaseCost`: a token has a byte at least.
  return task === 'moderation'
    ? { costUsd: 0 }
    : embeddingCost(model, Buffer.byteLength(textOfMessages(messages)));
}

/** What a question costs at most, US dollars. Throws CapReachedError when nobody can say. */
export function boundOf(question: BoundedQuestion): number {
  const worst = worstCaseOf(question);
  if ('costUsd' in worst) return worst.costUsd;
  const model = modelOf(question);
  const why =
    'unpriced' in worst
      ? `${model} has no known price`
      : `nobody can tell how much ${model} would read or write`;
  throw new CapReachedError(`It was not asked: ${why}, so that the run's cap could not hold.`);
}

/** `provider/model` as it is written; the provider of well-known names may be left out. */
export function modelOf({ model, rendered }: Pick<BoundedQuestion, 'model' | 'rendered'>): string {
  return model ?? rendered.model ?? '';
}
