import fc from 'fast-check';
import { HistoryWalk, type HistoryCommit } from './history-walk';

const commit = (id: string, parents: readonly string[]): HistoryCommit => ({
  ...{ id, tree: id, parents: [...parents], message: id },
  author: { name: 'Ann', email: 'ann@example.org' },
  createdAt: '2026-01-01T00:00:00Z',
});

/** A hub with these commits, in pages of that size; counts what it was asked. */
function pagesOf(commits: readonly HistoryCommit[], size: number) {
  const asked: (string | undefined)[] = [];
  const load = (cursor: string | undefined) => {
    asked.push(cursor);
    const start = Number(cursor ?? 0);
    const end = start + size;
    return Promise.resolve({
      items: commits.slice(start, end),
      ...(end < commits.length ? { nextCursor: `${end}` } : {}),
    });
  };
  return { asked, load };
}

async function walked(walk: HistoryWalk): Promise<string[]> {
  const ids: string[] = [];
  while (!walk.isDone) for (const { id } of await walk.next()) ids.push(id);
  return ids;
}

test('gives what can be reached from the roots, once and in order, however it is paged', async () => {
  const shape = fc.array(fc.array(fc.nat({ max: 5 }), { maxLength: 2 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      shape,
      fc.uniqueArray(fc.nat({ max: 29 })),
      fc.integer({ min: 1, max: 7 }),
      async (steps, picks, size) => {
        const commits = steps.map((near, at) =>
          commit(
            `${at}`,
            near.map((pick) => at + 1 + pick).flatMap((to) => (to < steps.length ? [`${to}`] : [])),
          ),
        );
        const roots = picks.filter((pick) => pick < commits.length).map(String);
        const reached = new Set<string>();
        const open = [...roots];
        for (let id = open.pop(); id !== undefined; id = open.pop()) {
          reached.add(id);
          open.push(...(commits[Number(id)]?.parents ?? []).filter((parent) => !reached.has(parent)));
        }
        const found = await walked(new HistoryWalk(pagesOf(commits, size).load, roots));
        expect(found).toEqual(commits.map(({ id }) => id).filter((id) => reached.has(id)));
      },
    ),
  );
});

test('asks no further when all lines have ended', async () => {
  const { asked, load } = pagesOf([commit('a', []), commit('b', ['c']), commit('c', [])], 1);
  expect(await walked(new HistoryWalk(load, ['a']))).toEqual(['a']);
  expect(asked).toEqual([undefined]);
});

test('without anything to begin at there is nothing, and nothing is asked', async () => {
  const { asked, load } = pagesOf([commit('a', [])], 1);
  expect(await walked(new HistoryWalk(load, []))).toEqual([]);
  expect(asked).toEqual([]);
});
