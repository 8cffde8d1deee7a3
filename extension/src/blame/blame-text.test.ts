import fc from 'fast-check';
import type { LineOrigin } from './blame-lines';
import { COLUMN, columnText, HEATS, heatOf, lineText } from './blame-text';

const now = Date.parse('2026-06-15T12:00:00Z');
const line = (more: object = {}): LineOrigin => ({
  ...{ commit: 'a'.repeat(40), author: 'Ann', message: 'Sharper tone\n\nIndeed.', originalPath: 'a' },
  ...{ createdAt: '2026-06-12T11:00:00Z', ...more },
});

test.each<[LineOrigin | undefined, string | undefined]>([
  [line(), 'Ann, 3 days ago · Sharper tone'],
  ['new', 'not published yet'],
  ['nobody', undefined],
  [undefined, undefined],
])('behind the line stands %p → %p', (origin, text) => expect(lineText(origin, now)).toBe(text));

test('every line of an annotated file has a column of the same width', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (author) => {
      expect(columnText(line({ author }), undefined, now)).toHaveLength(COLUMN);
    }),
  );
  expect(columnText(line(), undefined, now).trim()).toBe('Ann,\u00a03\u00a0days\u00a0ago');
  expect(columnText(line({ author: 'A'.repeat(60) }), undefined, now)).toMatch(
    /A…,\u00a03\u00a0days\u00a0ago$/,
  );
});

test('a line of the same version as the one above says nothing again', () => {
  expect(columnText(line(), line(), now).trim()).toBe('');
  expect(columnText('new', 'new', now).trim()).toBe('');
  expect(columnText('new', line(), now).trim()).not.toBe('');
  expect(columnText(line({ commit: 'b'.repeat(40) }), line(), now).trim()).not.toBe('');
});

test('lines cool down with the years', () => {
  const dates = [
    '2026-06-15T00:00:00Z',
    '2026-06-01T00:00:00Z',
    '2026-04-01T00:00:00Z',
    '2026-01-01T00:00:00Z',
    '2020-01-01T00:00:00Z',
  ];
  expect(dates.map((createdAt) => heatOf(line({ createdAt }), now))).toEqual([0, 1, 2, 3, HEATS - 1]);
  expect([heatOf('new', now), heatOf('nobody', now)]).toEqual([undefined, undefined]);
});
