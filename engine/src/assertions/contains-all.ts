import type { Assertion } from './assertion';
import { listValue, quote } from './assertion-value';

/** The output has every text of the list in it. */
export const containsAll: Assertion = {
  type: 'contains-all',
  shape: { value: 'list', summary: 'The output has every text of the list in it.' },
  evaluate(spec, { output }) {
    const wanted = listValue(spec);
    const missing = wanted.filter((text) => !output.includes(text));
    return {
      holds: missing.length === 0,
      expectation: `to contain all of ${wanted.map((text) => quote(text)).join(', ')}`,
      detail:
        missing.length > 0
          ? `${missing.map((text) => quote(text)).join(', ')} is missing`
          : 'it has all of them',
      expected: wanted.join('\n'),
      actual: output,
    };
  },
};
