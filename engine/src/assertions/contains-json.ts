import type { Assertion } from './assertion';
import { schemaCheckOf } from './json-schema-check';
import { jsonIn } from './json-text';

/** Somewhere in the output is a JSON object or array that fits the JSON Schema in the value when there is one. */
export const containsJson: Assertion = {
  type: 'contains-json',
  shape: {
    value: 'schema',
    summary: 'There is JSON in the output that fits the JSON Schema when there is one.',
  },
  evaluate(spec, { output }) {
    const check = schemaCheckOf(spec);
    const expectation = check ? 'to contain JSON that fits the schema' : 'to contain JSON';
    const found = jsonIn(output);
    if (found.length === 0)
      return { holds: false, expectation, detail: 'there is no JSON in it', actual: output };
    const violations = found.map((value) => check?.(value));
    const holds = violations.includes(undefined);
    return { holds, expectation, detail: holds ? 'it does' : violations.join('; '), actual: output };
  },
};
