import { z } from 'zod';
import type { Assertion } from '../assertion';
import { quote, someTextValue } from '../assertion-value';
import { askJudge } from './ask-judge';

const verdict = z.object({ reason: z.string(), pass: z.boolean() });

/** A model says yes or no: does the output, as an answer to the prompt, have the quality that the value names? */
export const closedQa: Assertion = {
  type: 'model-graded-closedqa',
  shape: {
    value: 'text',
    summary: 'A model says whether the output, as an answer to the prompt, meets the criterion: yes or no.',
  },
  async evaluate(spec, { output, prompt, vars }, tools) {
    const rubric = someTextValue(spec);
    const { reason, pass } = await askJudge(
      spec,
      {
        instructions:
          'Somebody submitted the data called "output" as the answer to the task called "input". Decide whether the submission meets the ' +
          'criterion called "rubric". Only that counts: neither style nor anything else that the criterion leaves out. Think through ' +
          'each part of the criterion before you decide.',
        wants: { rubric },
        data: { input: prompt, output },
        schema: verdict,
        form: '{"reason": "one or two sentences", "pass": true or false}',
        ownPrompt: true,
        joined: { criteria: ['rubric'] },
        vars,
      },
      tools,
    );
    return { holds: pass, expectation: `to meet ${quote(rubric)}`, reason: reason.trim().slice(0, 2_000) };
  },
};
