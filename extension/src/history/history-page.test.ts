import type { HistoryModel } from './history-model';
import { noticeOf, PAGE_COMMANDS, pageRow, restText } from './history-page';
import type { HistoryState, ShownHistory } from './history-store';

const row = {
  commit: {
    ...{ id: 'a'.repeat(40), tree: 't', parents: ['b', 'c'], createdAt: '2026-06-14T09:00:00Z' },
    author: { name: 'Ann', email: 'ann@example.org' },
    message: 'Merge side into main\n\nAs agreed.',
  },
  refs: [
    { kind: 'here', name: 'main' },
    { kind: 'environment', name: 'staging' },
  ],
  graph: undefined,
} as const;

test('a row says what, who and when, and what points to it', () => {
  const { commit, ...rest } = row;
  const made = pageRow(
    { ...rest, commit: { ...commit, parents: [...commit.parents] } },
    Date.parse('2026-06-14T12:00:00Z'),
  );
  expect(made).toMatchObject({
    title: 'Merge side into main',
    author: 'Ann',
    when: '3 hours ago',
    isMerge: true,
  });
  expect(made.label).toBe('Merge side into main, Ann, 3 hours ago, merge, this branch main, runs in staging');
  expect(made.tooltip).toMatch(
    /^Merge side into main\n\nAs agreed\.\n\nAnn, .*\n\naaaaaaaaaa · this branch main/,
  );
  expect(made).not.toHaveProperty('graph');
});

const shown = (
  given: { rows?: unknown[]; isDone: boolean; searched: number; author?: string },
  problem?: string,
) => {
  const model = {
    ...{ rows: [], ...given },
    question: { filter: given.author === undefined ? {} : { author: given.author } },
  } as unknown as HistoryModel;
  return { kind: 'shown', model, ...(problem === undefined ? {} : { problem }) } as ShownHistory;
};

test.each([
  [{ isDone: true, searched: 9 }, undefined],
  [{ isDone: false, searched: 200 }, 'Load older versions'],
  [{ isDone: false, searched: 2000, author: 'Ben' }, 'Search further back (looked through 2,000 versions)'],
])('the last row of %p offers %p', (given, text) => expect(restText(shown(given).model)).toBe(text));

test.each<[HistoryState, RegExp]>([
  [{ kind: 'unlinked' }, /once the folder is linked/],
  [{ kind: 'signed-out' }, /Sign in/],
  [{ kind: 'loading' }, /Loading/],
  [
    { kind: 'failed', hub: 'http://127.0.0.1:4100', problem: 'It is away.' },
    /127\.0\.0\.1:4100 could not be asked\. It is away\./,
  ],
  [shown({ isDone: true, searched: 0 }), /Nothing has been published/],
  [shown({ isDone: true, searched: 9, author: 'Ben' }), /No version fits/],
  [shown({ isDone: true, searched: 9, rows: [row] }, 'It is away.'), /^As last seen: the hub is away\.$/],
])('of %p it says %p, and offers only what the page may do', (state, text) => {
  const notice = noticeOf(state);
  expect(notice?.text).toMatch(text);
  for (const { command } of notice?.actions ?? []) expect(PAGE_COMMANDS).toContain(command);
});

test('rows say it all, also where the search may go on', () => {
  expect(noticeOf(shown({ isDone: true, searched: 9, rows: [row] }))).toBeUndefined();
  expect(noticeOf(shown({ isDone: false, searched: 2000, author: 'Ben' }))).toBeUndefined();
});
