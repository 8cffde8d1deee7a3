import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import { AssertionError, type Assertion, type Finding, type Observation } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { someTextValue } from '../assertion-value';
import { askJudge } from './ask-judge';
import { graded } from './rubric';

const verdict = z.object({ reason: z.string(), category: z.enum(['A', 'B', 'C', 'D', 'E']) });

const share = z.number().min(0).max(1);
const scores = z.looseObject({
  subset: share.default(1),
  superset: share.default(1),
  agree: share.default(1),
  disagree: share.default(0),
  differButFactual: share.default(1),
});

const NAMES = {
  A: 'it says less than the reference, and nothing else',
  B: 'it says all of the reference and more, without contradicting it',
  C: 'it says the same as the reference',
  D: 'it contradicts the reference',
  E: 'it differs from the reference in what does not matter for the facts',
} as const;

/** A model compares the facts of the output with those of a reference; only a contradiction fails, unless scores say otherwise. */
export const factuality: Assertion = {
  type: 'factuality',
  shape: { value: 'text', summary: 'A model finds no contradiction between the output and the reference.' },
  evaluate: compareFacts,
};

/** The older name of `factuality`. */
export const modelGradedFactuality: Assertion = { ...factuality, type: 'model-graded-factuality' };

async function compareFacts(
  spec: AssertionSpec,
  { output, prompt, vars }: Observation,
  tools: AssertionTools,
): Promise<Finding> {
  const rubric = someTextValue(spec);
  const weights = scores.safeParse(spec.config?.['factuality'] ?? {}).data;
  if (!weights)
    throw new AssertionError(
      'The scores in `config: { factuality: … }` are numbers from 0 to 1 for `subset`, `superset`, `agree`, `disagree` and `differButFactual`.',
    );
  const { reason, category } = await askJudge(
    spec,
    {
      instructions:
        'Compare the facts in the data called "output" with those in the reference called "rubric"; both answer the question called ' +
        '"input". Style, grammar and order do not count. The category is "A" if the output says less than the reference and agrees with ' +
        'it, "B" if it says all of it and more and agrees with it, "C" if it says the same, "D" if it contradicts the reference anywhere, ' +
        '"E" if it differs, but only in what does not matter for the facts.',
      wants: { rubric },
      data: { input: prompt, output },
      schema: verdict,
      form: '{"reason": "one or two sentences", "category": one of "A", "B", "C", "D", "E"}',
      ownPrompt: true,
      joined: { ideal: ['rubric'], completion: ['output'] },
      vars,
    },
    tools,
  );
  const score = {
    A: weights.subset,
    B: weights.superset,
    C: weights.agree,
    D: weights.disagree,
    E: weights.differButFactual,
  }[category];
  return {
    holds: score > 0 && score >= (spec.threshold ?? 0),
    score,
    expectation: 'to agree with the reference',
    reason: graded(`${category}: ${NAMES[category]}. ${reason}`, score),
  };
}
