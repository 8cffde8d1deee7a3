import type { AssertionShape } from '@prompthub/core';
import type { Assertion } from '../assertion';
import { agentRubric } from './agent-rubric';
import { answerRelevance } from './answer-relevance';
import { classifier } from './classifier';
import { closedQa } from './closed-qa';
import { contextFaithfulness } from './context-faithfulness';
import { contextRecall } from './context-recall';
import { contextRelevance } from './context-relevance';
import { conversationRelevance } from './conversation-relevance';
import { factuality, modelGradedFactuality } from './factuality';
import { gEval } from './g-eval';
import { goalSuccess } from './goal-success';
import { llmRubric } from './llm-rubric';
import { moderation } from './moderation';
import { pi } from './pi';
import { searchRubric } from './search-rubric';
import { similar, similarCosine, similarDot, similarEuclidean } from './similar';

/** The assertions that ask a model. */
export const GRADED: readonly Assertion[] = [
  llmRubric,
  searchRubric,
  agentRubric,
  goalSuccess,
  gEval,
  closedQa,
  factuality,
  modelGradedFactuality,
  pi,
  classifier,
  answerRelevance,
  contextFaithfulness,
  contextRecall,
  contextRelevance,
  conversationRelevance,
  similar,
  similarCosine,
  similarDot,
  similarEuclidean,
  moderation,
];

/** The types that ask a model, without `not-`. */
export const GRADED_TYPES: ReadonlySet<string> = new Set([...GRADED.map(({ type }) => type), 'select-best']);

/** Those that compare the outputs of a row (`judge-row.ts`). */
export const COMPARING_SHAPES: Readonly<Record<string, AssertionShape>> = {
  'select-best': {
    value: 'text',
    summary:
      'Of the outputs of all columns, a model chooses this one by the criterion, in every order that it reads them in.',
  },
  'max-score': {
    value: 'map',
    summary:
      'Of the outputs of all columns, this one scores highest in the other assertions; `weights`, `method`, `threshold`.',
  },
};
