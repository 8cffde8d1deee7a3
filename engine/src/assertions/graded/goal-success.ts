import { AssertionError, type Assertion } from '../assertion';
import { judgeRubric } from './rubric';
import { toolCallsText } from './tool-calls-text';

/** A model judges whether what was called and answered reached a goal. */
export const goalSuccess: Assertion = {
  type: 'trajectory:goal-success',
  shape: { value: 'text', summary: 'A model judges whether the tool calls and the output reached the goal.' },
  evaluate(spec, observed, tools) {
    if (observed.model === '')
      throw new AssertionError('"trajectory:goal-success" needs a model call; this test only renders.');
    return judgeRubric(spec, observed, {
      tools,
      evidence: { task: observed.prompt, 'tool calls': toolCallsText(observed.toolCalls ?? []) },
      instructions:
        'Here the criterion is the goal of a task. It is reached only when what was called and answered truly achieves it; an output ' +
        'that claims success does not show it.',
    });
  },
};
