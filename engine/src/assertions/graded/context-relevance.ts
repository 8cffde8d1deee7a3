import { z } from 'zod';
import { AssertionError, type Assertion } from '../assertion';
import { askJudge } from './ask-judge';
import { contextOf, queryOf } from './context-of';

/** Promptfoo's for all measures of retrieval. */
const DEFAULT_THRESHOLD = 0.5;

const answer = z.object({ needed: z.array(z.int().min(1)) });

/** How much of the context is needed to answer the query: the share of its pieces, which are its lines unless it is a list. */
export const contextRelevance: Assertion = {
  type: 'context-relevance',
  shape: {
    value: 'none',
    summary:
      'The context is needed for the query: a share of at least `threshold` of its pieces (default 0.5).',
  },
  async evaluate(spec, observed, tools) {
    const { threshold = DEFAULT_THRESHOLD } = spec;
    const context = await contextOf(spec, observed, tools);
    const pieces =
      context.length > 1 ? context : (context[0] ?? '').split('\n').filter((line) => line.trim() !== '');
    const { needed } = await askJudge(
      spec,
      {
        instructions:
          'The data called "context" is a numbered list of pieces. Name the numbers of those that are strictly needed to answer the data ' +
          'called "query": without them the answer would lack something. What is only on the subject is not needed.',
        data: {
          query: queryOf(observed),
          context: pieces.map((piece, index) => `${index + 1}. ${piece}`).join('\n'),
        },
        schema: answer,
        form: '{"needed": [1, 2]}',
        ownPrompt: true,
        vars: observed.vars,
      },
      tools,
    );
    const outside = needed.find((number) => number > pieces.length);
    if (outside !== undefined)
      throw new AssertionError(`The judge named piece ${outside} of a context that has ${pieces.length}.`);
    const count = new Set(needed).size;
    const score = count / pieces.length;
    return {
      holds: score >= threshold,
      score,
      expectation: `to rest on a context of which at least ${threshold} is needed`,
      reason: `${count} of ${pieces.length} pieces of the context are needed to answer the query.`,
    };
  },
};
