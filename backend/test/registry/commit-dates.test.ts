import fc from 'fast-check';
import type { QueryRunner } from 'typeorm';
import { CommitDates1764000005200 } from '../../src/database/migrations/commit-dates';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { BareRepository } from './bare-repository';
import { graphShape, storeGraph } from './random-graph';
import { RegistryClient } from './registry-client';

/** The listing that graphs are drawn from, `GET …/graph`; the real Git is the oracle. */
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

interface Listed {
  readonly id: string;
  readonly parents: readonly string[];
}

let projects = 0;
const nextSlug = () => `dates-${++projects}`;

/** All of it, in pages of that size. */
async function listed(slug: string, limit: number): Promise<Listed[]> {
  const registry = new RegistryClient(hub, 'viewer', `${hub.organization.slug}/${slug}`);
  const found: Listed[] = [];
  let cursor: string | undefined;
  do {
    const { body } = (await registry.get('graph', { limit: `${limit}`, cursor })) as {
      body: { items: Listed[]; nextCursor?: string };
    };
    found.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return found;
}

it('lists every version once, newest first, as git rev-list --date-order does', async () => {
  await fc.assert(
    fc.asyncProperty(graphShape(), fc.integer({ min: 1, max: 40 }), async (shape, limit) => {
      const slug = nextSlug();
      const { ids } = await storeGraph(hub, repository, { shape, slug });
      const expected = repository
        .git(['rev-list', '--date-order', ...ids])
        .trim()
        .split('\n');
      expect((await listed(slug, limit)).map(({ id }) => id)).toEqual(expected);
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 500 : 20 },
  );
}, 600_000);

it('lists no parent before its children, whatever the clocks of the authors said', async () => {
  const clocks = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 30, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(graphShape(), clocks, async (shape, seconds) => {
      const slug = nextSlug();
      const { ids } = await storeGraph(hub, repository, {
        shape,
        slug,
        seconds: seconds.slice(0, shape.length),
      });
      const found = await listed(slug, 7);
      expect(new Set(found.map(({ id }) => id))).toEqual(new Set(ids));
      const place = new Map(found.map(({ id }, at) => [id, at]));
      for (const [at, { parents }] of found.entries())
        for (const parent of parents) expect(place.get(parent)).toBeGreaterThan(at);
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 500 : 20 },
  );
}, 600_000);

it('puts a version whose clock was slow one second behind its parents, also one that was stored before', async () => {
  const slug = nextSlug();
  const shape = [[], [0], [1], [0], [2, 3]];
  const { projectId } = await storeGraph(hub, repository, { shape, slug, seconds: [50, 40, 10, 60, 20] });
  const seconds = async (): Promise<number[]> => {
    const rows = await hub.dataSource.query<{ corrected_seconds: string }[]>(
      'SELECT corrected_seconds FROM commits WHERE project_id = $1 ORDER BY message',
      [projectId],
    );
    return rows.map(({ corrected_seconds }) => Number(corrected_seconds));
  };
  expect(await seconds()).toEqual([50, 51, 52, 60, 61]);
  const owner = { query: (statement: string) => ownerQuery(hub, statement) } as QueryRunner;
  const migration = new CommitDates1764000005200();
  await migration.down(owner);
  await migration.up(owner);
  expect(await seconds()).toEqual([50, 51, 52, 60, 61]);
});

it('refuses a cursor that is none of its own', async () => {
  const registry = new RegistryClient(hub);
  expect((await registry.get('graph', { cursor: 'e30' })).status).toBe(422);
});
