import type { Assertion } from './assertion';
import { quote, someTextValue } from './assertion-value';

/** The output has the value somewhere in it. */
export const contains: Assertion = {
  type: 'contains',
  shape: { value: 'text', summary: 'The output has the text somewhere in it.' },
  evaluate(spec, { output }) {
    const expected = someTextValue(spec);
    return {
      holds: output.includes(expected),
      expectation: `to contain ${quote(expected)}`,
      expected,
      actual: output,
    };
  },
};
