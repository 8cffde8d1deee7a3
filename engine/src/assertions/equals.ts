import { deepCompareStrict } from '@cfworker/json-schema';
import type { Assertion } from './assertion';
import { quote, textValue } from './assertion-value';
import { parseJson } from './json-text';

/** The whole output is the value; a value that is not a text is compared with the output as JSON. */
export const equals: Assertion = {
  type: 'equals',
  shape: {
    value: 'json',
    summary: 'The whole output is the value; a list or a map is compared with the output as JSON.',
  },
  evaluate(spec, { output, data }) {
    if (typeof spec.value === 'object' && spec.value !== null) {
      const expected = JSON.stringify(spec.value);
      const found = data ?? parseJson(output)?.value;
      return {
        holds: deepCompareStrict(found, JSON.parse(expected)),
        expectation: `to be the JSON ${quote(expected)}`,
        expected,
        actual: output,
      };
    }
    const expected = textValue(spec);
    return {
      holds: output === expected,
      expectation: `to equal ${quote(expected)}`,
      expected,
      actual: output,
    };
  },
};
