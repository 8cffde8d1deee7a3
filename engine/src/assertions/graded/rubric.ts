import { z } from 'zod';
import type { AssertionSpec } from '../../runner/test-case';
import type { Finding, Observation } from '../assertion';
import type { AssertionTools } from '../assertion-tools';
import { quote, someTextValue } from '../assertion-value';
import { askJudge } from './ask-judge';

/** What judges of rubrics answer. */
const rubricVerdict = z.object({
  reason: z.string(),
  pass: z.boolean(),
  score: z.number().min(0).max(1),
});

const FORM = '{"reason": "one or two sentences", "pass": true or false, "score": a number from 0 to 1}';

const INSTRUCTIONS =
  'You judge what a language model answered. Look at the data called "output" and decide whether it meets the criterion called ' +
  '"rubric", no more and no less: what the criterion does not ask for counts neither for nor against it. First find the places that ' +
  'matter, then decide. "score" says how far the criterion is met, from 0 (not at all) to 1 (entirely), and "pass" whether that is ' +
  'enough; where the criterion has a scale of its own, map it to 0 to 1. The reason names what decided.';

interface RubricTask {
  /** What else the judge is told to do. */
  readonly instructions?: string;
  /** Besides output and rubric. */
  readonly evidence?: Readonly<Record<string, string>>;
  readonly webSearch?: boolean;
}

/** A judge holds the output against the value; with a threshold both its verdict and its score count. */
export async function judgeRubric(
  spec: AssertionSpec,
  { output, vars }: Observation,
  { tools, instructions, evidence = {}, webSearch }: RubricTask & { readonly tools: AssertionTools },
): Promise<Finding> {
  const rubric = rubricOf(spec);
  const { reason, pass, score } = await askJudge(
    spec,
    {
      instructions: instructions === undefined ? INSTRUCTIONS : `${INSTRUCTIONS} ${instructions}`,
      wants: { rubric },
      data: { ...evidence, output },
      schema: rubricVerdict,
      form: FORM,
      ownPrompt: true,
      ...{ vars, webSearch },
    },
    tools,
  );
  return {
    holds: pass && (spec.threshold === undefined || score >= spec.threshold),
    score,
    expectation: `to meet ${quote(rubric)}`,
    reason: graded(reason, score),
  };
}

/** The judge's words with its score. */
export function graded(reason: string, score: number): string {
  return `${reason.trim().slice(0, MAX_REASON)} (Score ${Math.round(score * 1000) / 1000}.)`.trim();
}

/** UTF-16 units. */
const MAX_REASON = 2_000;

/** Promptfoo takes lists and maps as rubrics too. */
function rubricOf(spec: AssertionSpec): string {
  return typeof spec.value === 'object' && spec.value !== null
    ? JSON.stringify(spec.value)
    : someTextValue(spec);
}
