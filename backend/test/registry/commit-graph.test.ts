import fc from 'fast-check';
import { CommitGraph } from '../../src/registry/commit-graph';
import { startHub, type TestHub } from '../hub';
import { BareRepository } from './bare-repository';
import { graphShape, type GraphShape, storeGraph } from './random-graph';

/** The real Git is the oracle, on the same commits. */
let hub: TestHub;
let repository: BareRepository;
beforeAll(async () => {
  hub = await startHub();
  repository = new BareRepository();
});
afterAll(async () => {
  repository?.remove();
  await hub?.close();
});

let projects = 0;
const store = (shape: GraphShape) => storeGraph(hub, repository, { shape, slug: `graph-${++projects}` });

/** What git prints, by lines; none for exit code 1, by which `merge-base` says that there is nothing. */
function git(...args: string[]): string[] {
  try {
    return repository.git(args).split('\n').filter(Boolean);
  } catch (error) {
    if ((error as { status?: number }).status === 1) return [];
    throw error;
  }
}

/** Both ways: by the commits in between, and by the lines of the project. */
async function expectLikeGit({ projectId }: { projectId: string }, a: string, b: string): Promise<void> {
  const bases = new Set(git('merge-base', '--all', a, b));
  const counts = git('rev-list', '--left-right', '--count', `${a}...${b}`);
  for (const mostWalked of [Infinity, 0]) {
    const graph = new CommitGraph(hub.dataSource.manager, projectId, mostWalked);
    const { mergeBases, ahead, behind } = await graph.relation(a, b);
    expect([new Set(mergeBases), [`${ahead}\t${behind}`]]).toEqual([bases, counts]);
    expect(await graph.isAncestorOf(a, b)).toBe(bases.has(a));
  }
}

it('finds the merge bases and counts that git finds, in any history', async () => {
  await fc.assert(
    fc.asyncProperty(graphShape(), fc.nat(), fc.nat(3), async (shape, pick, near) => {
      const stored = await store(shape);
      const last = stored.ids.length - 1;
      await expectLikeGit(stored, stored.ids[Math.max(0, last - near)]!, stored.ids[pick % (last + 1)]!);
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 10_000 : 60 },
  );
}, 3_600_000);

it('crosses many windows of generations, also where branches are of very different length', async () => {
  // A trunk of 800, a branch of 3 off its 10th that is merged late, and one of 300 that never is.
  const trunk = Array.from({ length: 800 }, (_, at) => (at === 0 ? [] : [at - 1]));
  const short = [[10], [800], [801]];
  const long = Array.from({ length: 300 }, (_, at) => [at === 0 ? 400 : 802 + at]);
  const merge = [[799, 802]];
  const shape = [...trunk, ...short, ...long, ...merge];
  const stored = await store(shape);
  const at = (place: number) => stored.ids[place]!;
  for (const [a, b] of [
    [1103, 1102],
    [1102, 1103],
    [802, 799],
    [1103, 802],
    [0, 1103],
    [801, 1102],
    [7, 7],
  ] as const)
    await expectLikeGit(stored, at(a), at(b));
}, 60_000);

it('knows several merge bases after a criss-cross', async () => {
  const stored = await store([[], [0], [0], [1, 2], [2, 1]]);
  for (const mostWalked of [Infinity, 0]) {
    const graph = new CommitGraph(hub.dataSource.manager, stored.projectId, mostWalked);
    expect(await graph.mergeBases(stored.ids[3]!, stored.ids[4]!)).toEqual([stored.ids[2], stored.ids[1]]);
  }
});

it('reads what lies between, not the history before', async () => {
  const chain = Array.from({ length: 1000 }, (_, at) => (at === 0 ? [] : [at - 1]));
  const stored = await store([...chain, [990]]);
  const query = jest.spyOn(hub.dataSource.manager, 'query');
  const graph = new CommitGraph(hub.dataSource.manager, stored.projectId);
  const relation = { mergeBases: [stored.ids[990]], ahead: 1, behind: 9 };
  expect(await graph.relation(stored.ids[1000]!, stored.ids[999]!)).toEqual(relation);
  const read = await Promise.all(query.mock.results.map(({ value }) => value as Promise<{ list: string }[]>));
  const commits = read.flat().flatMap(({ list }) => list.split('\n'));
  expect(commits.length).toBeGreaterThan(10);
  expect(commits.length).toBeLessThan(50);
  query.mockRestore();
}, 60_000);

describe('the database', () => {
  it('refuses a commit whose parent is not stored, and counts generations itself', async () => {
    const { projectId, ids } = await store([[], [0], [0], [1, 2]]);
    const rows = await hub.dataSource.query<{ id: string; generation: number }[]>(
      'SELECT id, generation FROM commits WHERE project_id = $1',
      [projectId],
    );
    const generations = new Map(rows.map(({ id, generation }) => [id, generation]));
    expect(ids.map((id) => generations.get(id))).toEqual([1, 2, 2, 3]);
    const insert = hub.dataSource.query(
      `INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_name, author_email, message,
         file_count, total_bytes, created_at, generation)
       SELECT project_id, id, line_id, 99, tree, ARRAY[repeat('f', 40)], '', '', '', 0, 0, now(), 1
       FROM commits WHERE project_id = $1 LIMIT 1`,
      [projectId],
    );
    await expect(insert).rejects.toThrow('is not stored');
  });
});
