import { z } from 'zod';
import type { Assertion } from './assertion';
import { parsedValue } from './assertion-value';
import { bounds, fits, listed, onlyTools, stepsOf, toolMatcher } from './trajectory';

const several = z.union([toolMatcher.transform((one) => [one]), z.array(toolMatcher).min(1)]);
const counted = bounds.refine((value) => 'min' in value || 'max' in value).and(toolMatcher);

/** The model called these tools; in the form of a map one tool, so many times. */
export const trajectoryToolUsed: Assertion = {
  type: 'trajectory:tool-used',
  shape: {
    value: 'any',
    summary:
      'The model called this tool, or all of a list (`not-`: none of them), or `{ name, min, max }` times; names may have `*`.',
  },
  evaluate(spec, observed) {
    const steps = stepsOf(observed, spec.type);
    const names = steps.map(({ name }) => name);
    const seen = { detail: `it calls ${listed(names)}`, actual: names.join('\n') };
    const one = counted.safeParse(spec.value).data;
    if (one) {
      onlyTools([one], spec.type);
      const { min = 1, max = Infinity } = one;
      const count = steps.filter((step) => fits(step, one)).length;
      const times = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
      return {
        holds: min <= count && count <= max,
        expectation: `to call ${listed([one.pattern])} ${times} times`,
        ...seen,
      };
    }
    const wanted = parsedValue(spec, several, 'the name of a tool, a list of names, or a map with "name"');
    onlyTools(wanted, spec.type);
    const patterns = wanted.map(({ pattern }) => pattern);
    const used = wanted.filter((matcher) => steps.some((step) => fits(step, matcher)));
    return {
      holds: used.length === wanted.length,
      holdsNot: used.length === 0,
      expectation: `to call ${listed(patterns)}`,
      expected: patterns.join('\n'),
      ...seen,
    };
  },
};
