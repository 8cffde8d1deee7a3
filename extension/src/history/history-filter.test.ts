import { filterText, isEmptyFilter, matches, type HistoryFilter } from './history-filter';

const commit = {
  ...{ id: 'abc1234'.padEnd(40, '0'), tree: '', parents: [], createdAt: '' },
  author: { name: 'Ann', email: '' },
  message: 'Sharper tone\n\nas the team asked',
};

test.each<[HistoryFilter, boolean]>([
  [{}, true],
  [{ author: 'Ann' }, true],
  [{ author: 'An' }, false],
  [{ text: 'TONE' }, true],
  [{ text: 'team sharper' }, true],
  [{ text: 'team softer' }, false],
  [{ text: 'abc12' }, true],
  [{ text: 'bc12' }, false],
  [{ author: 'Ben', text: 'tone' }, false],
  [{ path: 'elsewhere.prompt' }, true],
])('%p lets it through: %p', (filter, expected) => expect(matches(filter, commit)).toBe(expected));

test('says what it filters by', () => {
  expect(filterText({ author: 'Ann', path: 'mail/reply.prompt', text: 'tone' })).toBe(
    'by Ann · reply.prompt · “tone”',
  );
  expect([isEmptyFilter({}), isEmptyFilter({ text: 'a' })]).toEqual([true, false]);
});
