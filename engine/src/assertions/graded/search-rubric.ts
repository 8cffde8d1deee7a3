import type { Assertion } from '../assertion';
import { judgeRubric } from './rubric';

/** As `llm-rubric`, by a model that looks things up in the web. */
export const searchRubric: Assertion = {
  type: 'search-rubric',
  shape: {
    value: 'text',
    summary: 'As `llm-rubric`, by a judge that searches the web, such as `openai/gpt-5-search-api`.',
  },
  evaluate: (spec, observed, tools) =>
    judgeRubric(spec, observed, {
      tools,
      webSearch: true,
      instructions:
        'Look up in the web what the criterion depends on, and trust what you find more than what you remember.',
    }),
};
