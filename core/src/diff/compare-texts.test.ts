import fc from 'fast-check';
import { compareTexts } from './compare-texts';

const marked = (before: string, after: string, by: 'words' | 'lines') =>
  compareTexts(before, after, by)
    .map(({ kind, text }) => ({ same: text, removed: `[-${text}-]`, added: `{+${text}+}` })[kind])
    .join('');

test.each([
  ['the red fox runs', 'the brown fox runs', 'the [-red-]{+brown+} fox runs'],
  ['Hello, Ada.', 'Hello, Ada!', 'Hello, Ada[-.-]{+!+}'],
  ['naïve 顾客 x', 'naïve 顾客 y', 'naïve 顾客 [-x-]{+y+}'],
  ['same', 'same', 'same'],
  ['', 'new', '{+new+}'],
  ['old', '', '[-old-]'],
])('%p to %p, by words', (before, after, expected) => expect(marked(before, after, 'words')).toBe(expected));

test('by lines a changed word changes its line', () =>
  expect(marked('a\nb c\nd', 'a\nb x\nd', 'lines')).toBe('a\n[-b c\n-]{+b x\n+}d'));

const prose = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(fc.constantFrom('a', 'b', ' ', '\n', 'é', '🙂', '\u0301', '.'), { maxLength: 60 })
    .map((all) => all.join('')),
);

test('the pieces are both texts, none is empty, and no two neighbours are of one kind', () =>
  fc.assert(
    fc.property(prose, prose, fc.constantFrom('words', 'lines'), (before, after, by) => {
      const pieces = compareTexts(before, after, by);
      const without = (kind: string) => pieces.flatMap((one) => (one.kind === kind ? [] : one.text)).join('');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
      expect(pieces.every(({ text }) => text !== '')).toBe(true);
      expect(pieces.some(({ kind }, index) => kind === pieces[index + 1]?.kind)).toBe(false);
    }),
  ));
