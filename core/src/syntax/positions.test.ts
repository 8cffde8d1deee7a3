import fc from 'fast-check';
import { LineMap } from './positions';

const texts = fc.string({ unit: fc.constantFrom('a', '\n', '\r', '\r\n', '😀'), maxLength: 30 });

/** Character by character, as a reader counts. */
function position(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  // Between the two halves of `\r\n` the line has not ended.
  const ended = text.slice(offset - 1, offset + 1) === '\r\n' ? before.slice(0, -1) : before;
  const breaks = [...ended.matchAll(/\r\n|\r|\n/g)];
  const last = breaks.at(-1);
  const start = last ? last.index + last[0].length : 0;
  return { line: breaks.length, character: offset - start };
}

describe('LineMap', () => {
  it('finds the line and the column of every offset, and the way back', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const lines = new LineMap(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const expected = position(text, offset);
          expect(lines.positionAt(offset)).toEqual(expected);
          expect(lines.offsetAt(expected)).toBe(offset);
        }
        expect(lines.lineCount).toBe(text.split(/\r\n|\r|\n/).length);
      }),
      { numRuns: 1000 },
    );
  });

  it('clamps what lies outside of the text', () => {
    const lines = new LineMap('ab\ncd');
    expect([lines.positionAt(-1), lines.positionAt(9)]).toEqual([
      { line: 0, character: 0 },
      { line: 1, character: 2 },
    ]);
    expect(lines.offsetAt({ line: -1, character: 5 })).toBe(0);
    expect(lines.offsetAt({ line: 7, character: 0 })).toBe(5);
    expect(lines.offsetAt({ line: 1, character: 9 })).toBe(5);
  });
});
