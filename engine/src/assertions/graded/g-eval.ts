import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError, type Assertion, type Observation } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { quote } from '../assertion-value';
import { askJudge } from './ask-judge';
import { graded } from './rubric';

const DEFAULT_THRESHOLD = 0.7;
const MAX_POINTS = 10;

const stepsAnswer = z.object({ steps: z.array(z.string().min(1)).min(1) });
const scoreAnswer = z.object({ reason: z.string(), score: z.number().min(0).max(MAX_POINTS) });

/**
 * G-Eval (Liu et al. 2023, arXiv 2303.16634): for each criterion the judge first writes the steps of its evaluation, then follows them
 * and gives 0 to 10 points. The mean counts. Two questions for each criterion.
 */
export const gEval: Assertion = {
  type: 'g-eval',
  shape: {
    value: 'texts',
    summary:
      'A model follows its own steps for each criterion; the mean score reaches `threshold` (default 0.7).',
  },
  async evaluate(spec, observed, tools) {
    const criteria = criteriaOf(spec);
    const { threshold = DEFAULT_THRESHOLD } = spec;
    const results: z.infer<typeof scoreAnswer>[] = [];
    for (const criterion of criteria) results.push(await scoreOf(criterion, { spec, observed, tools }));
    const score = results.reduce((sum, { score: points }) => sum + points / MAX_POINTS, 0) / results.length;
    return {
      holds: score >= threshold,
      score,
      expectation: `to score at least ${threshold} for ${criteria.map((criterion) => quote(criterion, 80)).join(', ')}`,
      reason: graded(results.map(({ reason }) => reason.trim()).join(' '), score),
    };
  },
};

/** A text with commas is one criterion. */
function criteriaOf({ value }: AssertionSpec): readonly string[] {
  const list = z
    .array(z.string().min(1))
    .min(1)
    .safeParse(typeof value === 'string' ? [value] : value);
  if (list.success) return list.data;
  throw new AssertionError('"g-eval" needs a criterion, or a list of criteria, as its value.');
}

interface Setting {
  readonly spec: AssertionSpec;
  readonly observed: Observation;
  readonly tools: AssertionTools;
}

async function scoreOf(
  criterion: string,
  { spec, observed, tools }: Setting,
): Promise<z.infer<typeof scoreAnswer>> {
  const { steps } = await askJudge(
    spec,
    {
      instructions:
        'Write three to five short steps by which one can evaluate any text for the criterion called "rubric". Each step says what to ' +
        'look at and what is better. Do not evaluate anything yet.',
      wants: { rubric: criterion },
      data: {},
      schema: stepsAnswer,
      form: '{"steps": ["…", "…"]}',
    },
    tools,
  );
  const list = steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
  return askJudge(
    spec,
    {
      instructions:
        'Evaluate the data called "output", an answer to the data called "input", for the criterion called "rubric". Follow the steps ' +
        `called "steps" one by one, then give points from 0 (fails the criterion) to ${MAX_POINTS} (meets it entirely).`,
      wants: { rubric: criterion, steps: list },
      data: { input: observed.prompt, output: observed.output },
      schema: scoreAnswer,
      form: `{"reason": "what each step showed, briefly", "score": a number from 0 to ${MAX_POINTS}}`,
      ownPrompt: true,
      joined: { criteria: ['rubric'] },
      vars: observed.vars,
    },
    tools,
  );
}
