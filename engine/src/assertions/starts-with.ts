import type { Assertion } from './assertion';
import { quote, someTextValue } from './assertion-value';

/** The output begins with the value. */
export const startsWith: Assertion = {
  type: 'starts-with',
  shape: { value: 'text', summary: 'The output begins with the text.' },
  evaluate(spec, { output }) {
    const expected = someTextValue(spec);
    return {
      holds: output.startsWith(expected),
      expectation: `to start with ${quote(expected)}`,
      expected,
      actual: output,
    };
  },
};
