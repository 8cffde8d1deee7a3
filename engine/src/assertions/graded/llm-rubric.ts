import type { Assertion } from '../assertion';
import { judgeRubric } from './rubric';

/** A model judges whether the output meets a criterion in words. */
export const llmRubric: Assertion = {
  type: 'llm-rubric',
  shape: {
    value: 'text',
    summary: 'A model judges whether the output meets the criterion; with `threshold`, also how far.',
  },
  evaluate: (spec, observed, tools) => judgeRubric(spec, observed, { tools }),
};
