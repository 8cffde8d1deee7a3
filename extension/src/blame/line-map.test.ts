import fc from 'fast-check';
import { unchangedLines } from './line-map';

/** How many lines two texts have in common at most, by trying everything. */
function mostInCommon(before: readonly string[], after: readonly string[]): number {
  const table = before.map(() => after.map(() => 0));
  const at = (x: number, y: number): number => table[x]?.[y] ?? 0;
  before.forEach((line, x) =>
    after.forEach((other, y) => {
      const row = table[x] ?? [];
      row[y] = line === other ? at(x - 1, y - 1) + 1 : Math.max(at(x - 1, y), at(x, y - 1));
    }),
  );
  return at(before.length - 1, after.length - 1);
}

const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 14 });

test('keeps as many lines as there can be kept, in order, and only equal ones', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pairs = [...unchangedLines(before, after)].flatMap((from, to) =>
        from < 0 ? [] : [{ from, to }],
      );
      for (const { from, to } of pairs) expect(before[from]).toBe(after[to]);
      for (const [at, { from }] of pairs.entries()) expect(from).toBeGreaterThan(pairs[at - 1]?.from ?? -1);
      expect(pairs).toHaveLength(mostInCommon(before, after));
    }),
    { numRuns: 1000 },
  );
});

test('follows edits of a long text', () => {
  const before = Array.from({ length: 5000 }, (_, at) => `line ${at}`);
  const after = [...before.slice(0, 100), 'new', ...before.slice(100, 4000), ...before.slice(4010)];
  const lines = unchangedLines(before, after);
  expect([lines[99], lines[100], lines[101], lines[4000], lines[4001]]).toEqual([99, -1, 100, 3999, 4010]);
});

test('of a text that was written anew, only the beginning and the end are the same', () => {
  const before = ['head', ...Array.from({ length: 4000 }, (_, at) => `old ${at}`), 'tail'];
  const after = ['head', ...Array.from({ length: 4000 }, (_, at) => `new ${at}`), 'tail'];
  const lines = [...unchangedLines(before, after)];
  expect([lines[0], lines.at(-1), lines.filter((line) => line >= 0).length]).toEqual([0, 4001, 2]);
});
