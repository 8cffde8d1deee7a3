import fc from 'fast-check';
import { fit, textWidth } from './text-width';

// Figures of `wcwidth` and of Unicode's EastAsianWidth.txt.
it.each([
  ['', 0],
  ['plain', 5],
  ['Grüße', 5],
  ['e\u0301', 1],
  ['日本語', 6],
  ['한국어', 6],
  ['ｶﾅ', 2],
  ['Ｆｕｌｌ', 8],
  ['「x」', 5],
  ['✓ ✗', 3],
  ['🎉', 2],
  ['❤️', 2],
  ['👩‍👩‍👧', 2],
  ['🇨🇭', 2],
  ['a\u200bb', 2],
  ['ไทย', 3],
])('%j takes %d columns', (text, width) => {
  expect(textWidth(text)).toBe(width);
});

it('fits any text into exactly so many columns', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(30), (text, columns) => {
      const fitted = fit(text, columns);
      expect(textWidth(fitted)).toBe(columns);
      if (textWidth(text) <= columns) expect(fitted.startsWith(text)).toBe(true);
    }),
  );
});
