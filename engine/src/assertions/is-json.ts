import type { Assertion } from './assertion';
import { schemaCheckOf } from './json-schema-check';
import { parseJson } from './json-text';

/** The whole output is JSON, and fits the JSON Schema in the value when there is one. */
export const isJson: Assertion = {
  type: 'is-json',
  shape: {
    value: 'schema',
    summary: 'The whole output is JSON, and fits the JSON Schema when there is one.',
  },
  evaluate(spec, { output }) {
    const check = schemaCheckOf(spec);
    const expectation = check ? 'to be JSON that fits the schema' : 'to be JSON';
    const json = parseJson(output);
    if (!json) return { holds: false, expectation, detail: 'it is not JSON', actual: output };
    const violation = check?.(json.value);
    return { holds: violation === undefined, expectation, detail: violation ?? 'it is', actual: output };
  },
};
