import { z } from 'zod';
import type { Assertion } from './assertion';
import { parsedValue } from './assertion-value';
import { fits, listed, onlyTools, stepsOf, toolMatcher } from './trajectory';

const steps = z.array(toolMatcher).min(1);
const value = z.union([
  steps.transform((list) => ({ steps: list, mode: 'in_order' as const })),
  z.object({ steps, mode: z.enum(['in_order', 'exact']).default('in_order') }),
]);

/** The model called these tools in this order; others may stand between them, unless the mode is `exact`. */
export const trajectoryToolSequence: Assertion = {
  type: 'trajectory:tool-sequence',
  shape: {
    value: 'any',
    summary:
      'The model called these tools in this order: a list, or `{ steps, mode: exact }` where nothing may be between.',
  },
  evaluate(spec, observed) {
    const { steps: wanted, mode } = parsedValue(
      spec,
      value,
      'a list of tools, or a map with "steps" and "mode" (in_order or exact)',
    );
    onlyTools(wanted, spec.type);
    const called = stepsOf(observed, spec.type);
    let reached = 0;
    for (const call of called) {
      const next = wanted[reached];
      if (next && fits(call, next)) reached++;
    }
    const patterns = wanted.map(({ pattern }) => pattern);
    const isExact =
      called.length === wanted.length &&
      wanted.every((matcher, index) => called[index] !== undefined && fits(called[index], matcher));
    return {
      holds: mode === 'exact' ? isExact : reached === wanted.length,
      expectation: `to call ${listed(patterns)} in this order${mode === 'exact' ? ' and nothing else' : ''}`,
      detail: `it calls ${listed(called.map(({ name }) => name))}`,
      expected: patterns.join('\n'),
      actual: called.map(({ name }) => name).join('\n'),
    };
  },
};
