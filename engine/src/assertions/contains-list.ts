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
      const found = wanted.filter((item) => text.includes(fold(item)));
      const holds = needs === 'all' ? found.length === wanted.length : found.length > 0;
      return {
        holds,
        expectation: `to contain ${needs} of ${quoted(wanted)}${inAnyCase}`,
        detail: holds
          ? `it has ${quoted(found)}`
          : `${quoted(wanted.filter((item) => !found.includes(item)))} is missing`,
        expected: wanted.join('\n'),
        actual: output,
      };
    },
  };
}

function quoted(items: readonly string[]): string {
  return items.map((item) => quote(item)).join(', ');
}
