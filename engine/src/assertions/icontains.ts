import type { Assertion } from './assertion';
import { quote, someTextValue } from './assertion-value';

/** The output has the value somewhere in it, in upper or lower case. */
export const icontains: Assertion = {
  type: 'icontains',
  shape: { value: 'text', summary: 'As `contains`, whether letters are large or small.' },
  evaluate(spec, { output }) {
    const expected = someTextValue(spec);
    return {
      holds: output.toLowerCase().includes(expected.toLowerCase()),
      expectation: `to contain ${quote(expected)} in upper or lower case`,
      expected,
      actual: output,
    };
  },
};
