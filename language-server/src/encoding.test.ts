import fc from 'fast-check';
import { lineMap, utf16Column } from './encoding';

/** Lines of everything that is encoded in one to four bytes, and halves of pairs. */
const texts = fc
  .array(fc.constantFrom('a', 'é', '漢', '😀', '\n', '\r\n', '\r', ' ', '\ud83d', '👩‍👩‍👧'), { maxLength: 40 })
  .map((parts) => parts.join(''));

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

test('columns count the bytes from the start of the line', () => {
  fc.assert(
    fc.property(texts, fc.nat(60), (text, at) => {
      const offset = Math.min(at, text.length);
      const splitsPair =
        /[\ud800-\udbff]$/.test(text.slice(0, offset)) && /^[\udc00-\udfff]/.test(text.slice(offset));
      if (splitsPair) return;
      const plain = lineMap(text, 'utf-16').positionAt(offset);
      const start = lineMap(text, 'utf-16').offsetAt({ line: plain.line, character: 0 });
      expect(lineMap(text, 'utf-8').positionAt(offset)).toEqual({
        line: plain.line,
        character: bytesOf(text.slice(start, offset)),
      });
    }),
  );
});

test('a position leads back to its offset, in whatever order they are asked for', () => {
  fc.assert(
    fc.property(texts, fc.array(fc.nat(60), { maxLength: 8 }), (text, places) => {
      const lines = lineMap(text, 'utf-8');
      for (const place of places) {
        const there = lines.offsetAt(lines.positionAt(place));
        expect(lines.positionAt(there)).toEqual(lineMap(text, 'utf-8').positionAt(place));
        expect(Math.min(place, text.length) - there).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('what lies outside of the text, or inside of a character, is moved to its edge', () => {
  const lines = lineMap('é😀x\nb', 'utf-8');
  const offsetOf = (line: number, character: number) => lines.offsetAt({ line, character });
  expect([offsetOf(0, 1), offsetOf(0, 2), offsetOf(0, 5), offsetOf(0, 6), offsetOf(0, 7)]).toEqual([
    0, 1, 1, 3, 4,
  ]);
  expect([offsetOf(-1, 9), offsetOf(0, 99), offsetOf(1, 99), offsetOf(9, 0)]).toEqual([0, 5, 6, 6]);
  expect(lines.positionAt(2)).toEqual({ line: 0, character: 2 });
});

test('a column of a line in bytes is found in code units', () => {
  expect([0, 1, 2, 3, 6, 7, 99].map((column) => utf16Column('é😀x', column))).toEqual([0, 0, 1, 1, 3, 4, 4]);
});
