import type { Assertion } from '../assertion';
import { someTextValue } from '../assertion-value';
import { contextOf } from './context-of';
import { judgeStatements } from './statements';

/** What should be known is in the context: the share of the value's statements (Es et al. 2023, RAGAS, "context recall"). */
export const contextRecall: Assertion = {
  type: 'context-recall',
  shape: {
    value: 'text',
    summary: 'What the text says stands in the context: a share of at least `threshold` (default 0.5).',
  },
  async evaluate(spec, observed, tools) {
    const groundTruth = someTextValue(spec);
    const context = (await contextOf(spec, observed, tools)).join('\n');
    return judgeStatements(spec, {
      tools,
      vars: { ...observed.vars, groundTruth },
      expectation: 'to rest on a context that says what is expected',
      of: 'statements',
      instructions:
        'Take the data called "ground truth" apart into its single statements. For each, decide whether it can be found in, or follows ' +
        'from, the data called "context".',
      wants: { 'ground truth': groundTruth },
      data: { context },
    });
  },
};
