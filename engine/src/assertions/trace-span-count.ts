import { z } from 'zod';
import type { Assertion } from './assertion';
import { parsedValue, quote } from './assertion-value';
import { counted, named, spansOf } from './trace';

const value = z
  .looseObject({ pattern: z.string().min(1), min: z.number().optional(), max: z.number().optional() })
  .refine((written) => written.min !== undefined || written.max !== undefined)
  .refine(({ min = -Infinity, max = Infinity }) => min <= max);

/** The trace has so many spans whose name fits a pattern. */
export const traceSpanCount: Assertion = {
  type: 'trace-span-count',
  shape: {
    value: 'map',
    needsValue: true,
    summary: 'The trace has `min` to `max` spans whose name fits `pattern` (`*` and `?` stand for anything).',
  },
  evaluate(spec, observed) {
    const {
      pattern,
      min = 0,
      max = Infinity,
    } = parsedValue(spec, value, 'a map with "pattern", and with "min" or "max"');
    const spans = spansOf(observed, spec, pattern);
    const range = max === Infinity ? `at least ${min}` : `${min} to ${max}`;
    return {
      holds: min <= spans.length && spans.length <= max,
      expectation: `to have ${range} spans ${quote(pattern)} in its trace`,
      detail:
        spans.length === 0
          ? `there is none among ${named(observed.spans ?? []) || 'no spans at all'}`
          : `there are ${counted(spans.length, pattern)}: ${named(spans)}`,
      expected: `${range} spans`,
      actual: spans.map(({ name }) => name).join('\n'),
    };
  },
};
