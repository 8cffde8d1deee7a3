import type { Assertion } from './assertion';
import { listValue, quote } from './assertion-value';

interface ListKind {
  readonly type: string;
  readonly needs: 'all' | 'any';
  readonly ignoresCase?: boolean;
}

/** The output has all, or at least one, of the texts of a list in it. */
export function containsList({ type, needs, ignoresCase = false }: ListKind): Assertion {
  const which = needs === 'all' ? 'every text' : 'at least one text';
  const inAnyCase = ignoresCase ? ' in upper or lower case' : '';
  const fold = (text: string): string => (ignoresCase ? text.toLowerCase() : text);
  return {
    type,
    shape: {
      value: 'list',
      summary: `The output has ${which} of the list in it${ignoresCase ? ',' : ''}${inAnyCase}.`,
    },
    evaluate(spec, { output }) {
      const wanted = listValue(spec);
      const text = fold(output);
      const missing = wanted.filter((item) => !text.includes(fold(item)));
      const quoted = (items: readonly string[]): string => items.map((item) => quote(item)).join(', ');
      return {
        holds: needs === 'all' ? missing.length === 0 : missing.length < wanted.length,
        expectation: `to contain ${needs} of ${quoted(wanted)}${inAnyCase}`,
        detail: missing.length === 0 ? 'it has all of them' : `${quoted(missing)} is missing`,
        expected: wanted.join('\n'),
        actual: output,
      };
    },
  };
}
