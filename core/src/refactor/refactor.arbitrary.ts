import fc from 'fast-check';
import { render } from '../render/render';

/** Lists in lists, texts, and names that mean something else at each level: what moved text can get wrong. */
export const INPUT = {
  a: 'A',
  item: 'own item',
  n: 3,
  no: false,
  o: { a: 'OA', b: 'two\nlines', o: { a: 'OOA' } },
  xs: [
    { a: 'X1', b: 'XB', ys: [{ a: 'Y1' }, { a: 'Y2', item: 'YI' }], texts: ['t', 'u'] },
    { a: 'X2', item: 'XI', ys: [], texts: ['t'] },
  ],
  texts: ['t', 'second\nline'],
};

const TEXT = fc.constantFrom('text', ' ', '\n', '  ', '\n\n', 'b\n', ' c ', '\t', '"', '\\', '# ');
const PATH = fc.constantFrom(
  ...['a', 'o.a', 'this.a', '../a', '../../a', '../o.b', '@index', '@root.a', '@root.o.a', 'item', 'item.a'],
  ...['x', 'x.a', 'i', 'this', '.', 'o', './a', '../item', 'length', 'b', 'n', '..', 'missing'],
);
const TAG = fc.oneof(
  PATH.map((path) => `{{${path}}}`),
  PATH.map((path) => `{{~${path}}}`),
  PATH.map((path) => `{{json ${path}}}`),
  PATH.map((path) => `{{lookup ${path} "a"}}`),
  fc.constantFrom(
    '{{role "system"}}',
    '{{role "user"}}',
    '{{! note }}',
    '{{> q}}',
    '{{> q o}}',
    '{{> q a=o.b}}',
  ),
);
const OPEN = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('#each xs', '#each ys', '#each texts', '#with o', '#if a', '#if item'),
  },
  { weight: 2, arbitrary: fc.constantFrom('#each xs as |item|', '#each ys as |x i|', '#with o as |x|') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('#unless no', '#o', '#xs', '^no', '#each this', '#with this', '#with item'),
  },
);

export const { template: arbitraryBody } = fc.letrec<{ template: string; block: string }>((tie) => ({
  template: fc
    .array(
      fc.oneof(
        { depthSize: 'small' },
        { weight: 3, arbitrary: TEXT },
        { weight: 3, arbitrary: TAG },
        { weight: 4, arbitrary: tie('block') },
      ),
      { maxLength: 6 },
    )
    .map((pieces) => pieces.join('')),
  block: fc
    .tuple(OPEN, tie('template'), fc.option(tie('template'), { freq: 4 }), fc.constantFrom('', '\n'))
    .map(([open, body, other, end]) => {
      const name = /\w+/.exec(open)?.[0] ?? '';
      return `{{${open}}}${end}${body}${other === null ? '' : `{{else}}${other}`}{{/${name}}}${end}`;
    }),
}));

/** The messages, or what went wrong. */
export async function messagesOf(
  source: string,
  partials: Readonly<Record<string, string>>,
): Promise<unknown> {
  return render(source, { input: INPUT }, { partials }).then(
    ({ messages }) => messages,
    (error: unknown) => String(error).replace(/^.*?:\s*/, ''),
  );
}
