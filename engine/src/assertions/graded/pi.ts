import { z } from 'zod';
import type { Assertion } from '../assertion';
import { quote, someTextValue } from '../assertion-value';
import { askJudge } from './ask-judge';
import { graded } from './rubric';

const DEFAULT_THRESHOLD = 0.5;
const verdict = z.object({ reason: z.string(), score: z.number().min(0).max(1) });

/** How well the output answers a question about it, as a score. Promptfoo asks a model of its own for it; here the judge answers. */
export const pi: Assertion = {
  type: 'pi',
  shape: {
    value: 'text',
    summary: 'A model scores the output by the criterion; the score reaches `threshold` (default 0.5).',
  },
  async evaluate(spec, { output, prompt }, tools) {
    const { threshold = DEFAULT_THRESHOLD } = spec;
    const criterion = someTextValue(spec);
    const { reason, score } = await askJudge(
      spec,
      {
        instructions:
          'Score how far the data called "output", an answer to the data called "input", meets what is called "criterion": 0 is not at ' +
          'all, 1 entirely. Use the whole range, and the same score for the same quality.',
        wants: { criterion },
        data: { input: prompt, output },
        schema: verdict,
        form: '{"reason": "one sentence", "score": a number from 0 to 1}',
      },
      tools,
    );
    return {
      holds: score >= threshold,
      score,
      expectation: `to score at least ${threshold} for ${quote(criterion)}`,
      reason: graded(reason, score),
    };
  },
};
