import type { CommitPage } from '@prompthub/protocol';
import { HistoryModel, type HistoryQuestion } from './history-model';
import type { HistoryRefs } from './history-refs';
import type { HistoryCommit } from './history-walk';

const commit = (id: string, parents: string[], author = 'Ann'): HistoryCommit => ({
  ...{ id, tree: id, parents, message: `change ${id}` },
  author: { name: author, email: 'a@example.org' },
  createdAt: '2026-01-01T00:00:00Z',
});
const branch = (name: string, head: string) => ({
  ...{ name, head, protected: false },
  updatedAt: '2026-01-01T00:00:00Z',
});
const refs: HistoryRefs = {
  branches: [branch('main', 'd'), branch('side', 'c')],
  tags: [],
  byCommit: new Map([['d', [{ kind: 'here', name: 'main' }]]]),
};
const commits = [commit('d', ['b']), commit('c', ['a'], 'Ben'), commit('b', ['a']), commit('a', [])];

function model(more: Partial<HistoryQuestion>, listed: HistoryCommit[] = commits) {
  const asked: unknown[] = [];
  const answer = (query: { cursor?: string; limit?: number }): Promise<CommitPage> => {
    asked.push(query);
    const start = Number(query.cursor ?? 0);
    const end = start + (query.limit ?? 50);
    return Promise.resolve({
      items: listed.slice(start, end),
      ...(end < listed.length ? { nextCursor: `${end}` } : {}),
    });
  };
  const project = { graph: answer, history: answer } as HistoryQuestion['project'];
  return { asked, made: new HistoryModel({ project, refs, scope: 'all', filter: {}, ...more }) };
}
const ids = async (made: HistoryModel): Promise<string[]> =>
  (await made.loadMore()).map((row) => row.commit.id);

test('shows one branch, or all of them', async () => {
  expect(await ids(model({ scope: { branch: 'main' } }).made)).toEqual(['d', 'b', 'a']);
  expect(await ids(model({}).made)).toEqual(['d', 'c', 'b', 'a']);
  expect(await ids(model({ scope: { branch: 'never made' } }).made)).toEqual([]);
});

test('rows have their names and their lines', async () => {
  const { made } = model({});
  const [first, second] = await made.loadMore();
  expect(first?.refs).toEqual([{ kind: 'here', name: 'main' }]);
  expect([first?.graph?.lane, second?.graph?.lane, made.isDone]).toEqual([0, 1, true]);
});

test('a filtered history has no lines: what stands between is not shown', async () => {
  const { made } = model({ filter: { author: 'Ben' } });
  expect((await made.loadMore()).map(({ commit: { id }, graph }) => [id, graph])).toEqual([['c', undefined]]);
});

test('the history of a file is asked by its path, under all its names', async () => {
  const { made, asked } = model({
    scope: { branch: 'side' },
    filter: { path: 'a.prompt', text: 'change b' },
  });
  expect(await ids(made)).toEqual(['b']);
  expect(asked).toEqual([{ path: 'a.prompt', ref: 'side', cursor: undefined, follow: true, limit: 200 }]);
});

test('looks for somebody rare in steps, and says how far it came', async () => {
  const long = Array.from({ length: 5000 }, (_, at) =>
    commit(`${at}`, at < 4999 ? [`${at + 1}`] : [], at === 4500 ? 'Ben' : 'Ann'),
  );
  const one = { ...refs, branches: [branch('main', '0')] };
  const { made, asked } = model({ refs: one, filter: { author: 'Ben' } }, long);
  expect(await ids(made)).toEqual([]);
  expect([made.searched, made.isDone, asked.length]).toEqual([2000, false, 10]);
  await made.loadMore();
  expect(await ids(made)).toEqual(['4500']);
  expect([made.searched, made.isDone]).toEqual([5000, true]);
});

test('loads no more than a look needs', async () => {
  const long = Array.from({ length: 5000 }, (_, at) => commit(`${at}`, at < 4999 ? [`${at + 1}`] : []));
  const { made, asked } = model({ refs: { ...refs, branches: [branch('main', '0')] } }, long);
  expect((await made.loadMore()).length).toBe(200);
  expect(asked).toHaveLength(1);
});
