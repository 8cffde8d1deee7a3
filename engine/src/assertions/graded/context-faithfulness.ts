import type { Assertion } from '../assertion';
import { contextOf, queryOf } from './context-of';
import { judgeStatements } from './statements';

/** What the output claims is in the context: the share of its claims (Es et al. 2023, RAGAS, "faithfulness"). */
export const contextFaithfulness: Assertion = {
  type: 'context-faithfulness',
  shape: {
    value: 'none',
    summary: 'What the output claims stands in the context: a share of at least `threshold` (default 0.5).',
  },
  async evaluate(spec, observed, tools) {
    const context = (await contextOf(spec, observed, tools)).join('\n');
    return judgeStatements(spec, {
      tools,
      vars: observed.vars,
      expectation: 'to claim only what the context says',
      of: 'claims',
      ifNone: 1,
      instructions:
        'Take the data called "output", an answer to the data called "query", apart into its single claims about facts. For each, decide ' +
        'whether it follows from the data called "context" alone; what is true but not said there does not follow.',
      data: { query: queryOf(observed), context, output: observed.output },
    });
  },
};
