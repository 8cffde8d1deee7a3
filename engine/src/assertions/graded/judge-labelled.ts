import type { LabelledOutput } from '../../datasets/labelled-outputs';
import { forEachConcurrently } from '../../runner/concurrency';
import type { AssertionSpec, AssertionVerdict } from '../../runner/test-case';
import type { Label } from '../../statistics/judge-agreement';
import type { AssertionTools } from '../assertion-tools';
import { judge } from '../judge';

export interface JudgedLabel {
  readonly labelled: LabelledOutput;
  /** Undefined when the assertion could not decide. */
  readonly label: Label | undefined;
  readonly verdict: AssertionVerdict;
}

/**
 * Lets an assertion judge outputs that people have judged: its labels are for `judgeAgreement`. The prompt that was asked is the variable
 * `prompt`, if there is one. In the order of the outputs.
 */
export async function judgeLabelled(
  outputs: readonly LabelledOutput[],
  spec: AssertionSpec,
  { tools, concurrency = 4 }: { readonly tools: AssertionTools; readonly concurrency?: number },
): Promise<readonly JudgedLabel[]> {
  const judged: JudgedLabel[] = [];
  await forEachConcurrently(outputs, concurrency, async (labelled, index) => {
    const { output, vars } = labelled;
    const prompt = typeof vars['prompt'] === 'string' ? vars['prompt'] : '';
    const verdict = await judge(spec, { output, vars, prompt, model: '' }, { index: 0, tools });
    const label = verdict.errored ? undefined : verdict.pass ? 'pass' : 'fail';
    judged[index] = { labelled, label, verdict };
  });
  return judged;
}
