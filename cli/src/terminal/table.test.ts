import fc from 'fast-check';
import { isTooNarrow, tableLines } from './table';
import { textWidth } from './text-width';

const cell = fc.string({ unit: 'grapheme', maxLength: 40 }).map((text) => ({ text }));

it('is never wider than the terminal, and a line for each row', () => {
  const rows = fc.integer({ min: 2, max: 6 }).chain((columns) =>
    fc.array(
      fc.oneof(
        fc.array(cell, { minLength: columns, maxLength: columns }),
        cell.map((only) => [only]),
      ),
      { maxLength: 8 },
    ),
  );
  fc.assert(
    fc.property(rows, fc.integer({ min: 20, max: 120 }), (table, width) => {
      const lines = tableLines(table, width);
      expect(lines).toHaveLength(table.length);
      if (isTooNarrow(Math.max(0, ...table.map(({ length }) => length)), width)) return;
      for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(width);
    }),
  );
});

it('puts columns under each other, whatever their characters', () => {
  const table = [
    ['', 'gpt', 'クロード'],
    ['日本語', '✓', '✗'],
    ['a', '🎉', 'x'],
  ].map((row) => row.map((text) => ({ text })));
  expect(tableLines(table, 80)).toEqual(['        gpt  クロード', '日本語  ✓    ✗', 'a       🎉   x']);
});

it('cuts the widest, lets headings go over the whole width, and colours what is there', () => {
  const row = [
    { text: 'a very long name of a test' },
    { text: 'passed in 1.2 s', paint: (text: string) => `<${text}>` },
  ];
  expect(tableLines([[{ text: 'a heading that is longer than the first column' }], row], 36)).toEqual([
    'a heading that is longer than the f…',
    expect.stringMatching(/^a very long name of.*… {2}<passed.*…>$/),
  ]);
});
