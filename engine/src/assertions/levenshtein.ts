import { distance } from 'fastest-levenshtein';
import { AssertionError, type Assertion } from './assertion';
import { quote, textValue } from './assertion-value';

const DEFAULT_THRESHOLD = 5;
/** The algorithm's time grows with the product of both lengths. UTF-16 units. */
const MAX_LENGTH = 20_000;

/** The output is at most `threshold` insertions, deletions and replacements away from the value (default 5). */
export const levenshtein: Assertion = {
  type: 'levenshtein',
  shape: {
    value: 'text',
    mayBeEmpty: true,
    summary: 'The output is at most `threshold` edits away from the text (default 5).',
  },
  evaluate(spec, { output }) {
    const expected = textValue(spec);
    const threshold = spec.threshold ?? DEFAULT_THRESHOLD;
    if (Math.max(expected.length, output.length) > MAX_LENGTH) {
      throw new AssertionError(`"levenshtein" compares texts of up to ${MAX_LENGTH} characters.`);
    }
    const edits = distance(output, expected);
    return {
      holds: edits <= threshold,
      expectation: `to be within ${threshold} edits of ${quote(expected)}`,
      detail: `it is ${edits} edits away`,
      expected,
      actual: output,
    };
  },
};
