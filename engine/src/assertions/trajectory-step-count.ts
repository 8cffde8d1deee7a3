import { z } from 'zod';
import type { Assertion } from './assertion';
import { parsedValue } from './assertion-value';
import { bounds, fits, listed, onlyTools, stepsOf, toolMatcher } from './trajectory';

const limits = bounds.refine((value) => 'min' in value || 'max' in value);
/** Without a name it counts every step. */
const value = z.union([
  limits.and(toolMatcher),
  limits
    .transform(({ type = 'tool', ...rest }) => ({ ...rest, pattern: '*', types: [type].flat() }))
    .pipe(
      z.object({
        min: z.number().optional(),
        max: z.number().optional(),
        pattern: z.string(),
        types: z.array(z.string()),
      }),
    ),
]);

/** The model took so many steps: calls of tools, or of those whose name fits a pattern. */
export const trajectoryStepCount: Assertion = {
  type: 'trajectory:step-count',
  shape: {
    value: 'map',
    needsValue: true,
    summary: 'The model called tools `min` to `max` times, all or those whose `name` fits.',
  },
  evaluate(spec, observed) {
    const wanted = parsedValue(spec, value, 'a map with "min" or "max"');
    onlyTools([wanted], spec.type);
    const { min = 0, max = Infinity } = wanted;
    const called = stepsOf(observed, spec.type);
    const count = called.filter((call) => fits(call, wanted)).length;
    const range = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
    return {
      holds: min <= count && count <= max,
      expectation: `to take ${range} steps`,
      detail: `it takes ${count}: it calls ${listed(called.map(({ name }) => name))}`,
      expected: `${range} steps`,
      actual: called.map(({ name }) => name).join('\n'),
    };
  },
};
