import { z } from 'zod';
import { AssertionError, type Assertion } from './assertion';

const limits = z
  .object({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined)
  .refine(({ min = -Infinity, max = Infinity }) => min <= max)
  .transform(({ min = -Infinity, max = Infinity }) => ({ min, max }));
const exact = z
  .union([z.number(), z.string().transform(Number).pipe(z.number())])
  .transform((count) => ({ min: count, max: count }));
const valueSchema = z.union([exact, limits]);

/** The output has so many words: what stands between white space. */
export const wordCount: Assertion = {
  type: 'word-count',
  shape: { value: 'count', summary: 'The output has so many words, or between `min` and `max` of them.' },
  evaluate({ value }, { output }) {
    const wanted = valueSchema.safeParse(value);
    if (!wanted.success) {
      throw new AssertionError(
        'The assertion "word-count" needs a number as its value, or a map with "min" or "max".',
      );
    }
    const { min, max } = wanted.data;
    const count = output.split(/\s+/).filter((word) => word !== '').length;
    const range = inWords(min, max);
    return {
      holds: min <= count && count <= max,
      expectation: `to have ${range} words`,
      detail: `it has ${count}`,
      expected: `${range} words`,
      actual: output,
    };
  },
};

function inWords(min: number, max: number): string {
  if (min === max) return String(min);
  if (min === -Infinity) return `at most ${max}`;
  return max === Infinity ? `at least ${min}` : `${min} to ${max}`;
}
