import { z } from 'zod';
import type { Assertion } from '../assertion';
import { askJudge } from './ask-judge';
import { queryOf } from './context-of';
import { graded } from './rubric';
import { cosine } from './vectors';

/** Promptfoo's for all measures of retrieval. */
const DEFAULT_THRESHOLD = 0.5;
const QUESTIONS = 3;

const answer = z.object({ questions: z.array(z.string().min(1)).min(1), evasive: z.boolean() });

/**
 * Whether the output answers what was asked (Es et al. 2023, RAGAS, arXiv 2309.15217): a model writes the questions that it answers, and
 * their mean similarity to the query counts; an evasive answer gets 0. The judge of the assertion writes, the embedding model of the
 * test or the run compares.
 */
export const answerRelevance: Assertion = {
  type: 'answer-relevance',
  shape: {
    value: 'none',
    summary:
      'The output answers the variable `query`, or the prompt: similarity of at least `threshold` (default 0.5).',
  },
  async evaluate(spec, observed, tools) {
    const { threshold = DEFAULT_THRESHOLD } = spec;
    const expectation = `to answer the question with a relevance of at least ${threshold}`;
    const query = queryOf(observed);
    const { questions, evasive } = await askJudge(
      spec,
      {
        instructions:
          `Write ${QUESTIONS} different questions to which the data called "output" would be the direct answer, each complete by itself ` +
          'and as specific as the output. "evasive" is true when the output only dodges, refuses or says that it does not know.',
        data: { output: observed.output },
        schema: answer,
        form: '{"questions": ["…", "…", "…"], "evasive": true or false}',
        ownPrompt: true,
        vars: observed.vars,
      },
      tools,
    );
    if (evasive) return { holds: 0 >= threshold, score: 0, expectation, detail: 'it evades the question' };
    const [asked = [], ...guessed] = await tools.embed([query, ...questions]);
    const mean = guessed.reduce((sum, vector) => sum + cosine(asked, vector), 0) / guessed.length;
    const score = Math.min(1, Math.max(0, mean));
    return {
      holds: score >= threshold,
      score,
      expectation,
      reason: graded(`It answers: ${questions.join(' ')}`, score),
    };
  },
};
