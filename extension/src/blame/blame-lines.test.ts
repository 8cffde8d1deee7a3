import type { Blame } from '@prompthub/protocol';
import { lineOrigins } from './blame-lines';

const [ANN, BEN] = ['a'.repeat(40), 'b'.repeat(40)];
const blame: Blame = {
  path: 'reply.prompt',
  commit: BEN,
  ranges: [
    { start: 1, count: 2, commit: ANN, originalPath: 'old.prompt', originalStart: 1 },
    { start: 3, count: 1, commit: BEN, originalPath: 'reply.prompt', originalStart: 3 },
  ],
  commits: {
    [ANN]: { author: { name: 'Ann', email: '' }, message: 'First', createdAt: '2026-01-01T00:00:00Z' },
    [BEN]: { author: { name: 'Ben', email: '' }, message: 'Then', createdAt: '2026-02-01T00:00:00Z' },
  },
};
const PUBLISHED = 'one\ntwo\nthree\n';
const names = (text: string): string[] =>
  lineOrigins(text, PUBLISHED, blame).map((line) => (typeof line === 'string' ? line : line.author));

test.each([
  ['as it is', PUBLISHED, ['Ann', 'Ann', 'Ben', 'nobody']],
  ['with other line ends', 'one\r\ntwo\r\nthree\r\n', ['Ann', 'Ann', 'Ben', 'nobody']],
  ['without the last line break', 'one\ntwo\nthree', ['Ann', 'Ann', 'Ben']],
  ['with a line put in', 'one\nnew\ntwo\nthree\n', ['Ann', 'new', 'Ann', 'Ben', 'nobody']],
  ['with a line taken out', 'one\nthree\n', ['Ann', 'Ben', 'nobody']],
  ['with a line changed', 'one\n2\nthree\n', ['Ann', 'new', 'Ben', 'nobody']],
  ['with more at the end', 'one\ntwo\nthree\nfour', ['Ann', 'Ann', 'Ben', 'new']],
  ['emptied', '', ['nobody']],
])('a file %s', (_what, text, expected) => expect(names(text)).toEqual(expected));

test('says when, why and what the file was called', () => {
  expect(lineOrigins(PUBLISHED, PUBLISHED, blame)[0]).toEqual({
    ...{ commit: ANN, author: 'Ann', message: 'First' },
    ...{ createdAt: '2026-01-01T00:00:00Z', originalPath: 'old.prompt' },
  });
});
