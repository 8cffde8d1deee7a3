import type { Assertion } from './assertion';
import { listValue, quote } from './assertion-value';

/** The output has at least one text of the list in it. */
export const containsAny: Assertion = {
  type: 'contains-any',
  shape: { value: 'list', summary: 'The output has at least one text of the list in it.' },
  evaluate(spec, { output }) {
    const wanted = listValue(spec);
    const found = wanted.find((text) => output.includes(text));
    return {
      holds: found !== undefined,
      expectation: `to contain any of ${wanted.map((text) => quote(text)).join(', ')}`,
      detail: found === undefined ? 'it has none of them' : `it has ${quote(found)}`,
      expected: wanted.join('\n'),
      actual: output,
    };
  },
};
