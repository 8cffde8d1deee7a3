import type { Comparison } from '@prompthub/protocol';
import fc from 'fast-check';
import { startHub, type TestHub } from '../hub';
import { BareRepository } from './bare-repository';
import { graphShape, storeGraph } from './random-graph';
import { newProject, RegistryClient } from './registry-client';

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

/** All pages of one side, three at a time. */
async function side(registry: RegistryClient, query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = (await registry.get('compare/commits', { ...query, cursor, limit: '3' }))
      .body;
    ids.push(...(items as { id: string }[]).map(({ id }) => id));
    cursor = nextCursor;
  } while (cursor !== undefined);
  return ids;
}

let projects = 0;

it('lists the commits of each side as git does, in the same order', async () => {
  await fc.assert(
    fc.asyncProperty(graphShape(), fc.nat(), async (shape, pick) => {
      const slug = `compare-${++projects}`;
      const { ids } = await storeGraph(hub, repository, { shape, slug });
      const registry = new RegistryClient(hub, 'viewer', `acme/${slug}`);
      const [from, to] = [ids[pick % ids.length]!, ids.at(-1)!];
      const compared = (await registry.get('compare', { from, to })).body as Comparison;
      const log = (range: string) =>
        repository.git(['rev-list', '--date-order', range]).split('\n').filter(Boolean);
      const [ahead, behind] = [log(`${from}..${to}`), log(`${to}..${from}`)];
      expect([compared.ahead, compared.behind]).toEqual([ahead.length, behind.length]);
      expect(await side(registry, { from, to })).toEqual(ahead);
      expect(await side(registry, { from, to, side: 'behind' })).toEqual(behind);
      expect(compared.mergeBase !== undefined).toBe(related(from, to));
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 1000 : 40 },
  );
}, 1_800_000);

function related(a: string, b: string): boolean {
  try {
    return repository.git(['merge-base', a, b]) !== '';
  } catch {
    return false;
  }
}

it('along first parents the history is that of git', async () => {
  await fc.assert(
    fc.asyncProperty(graphShape(), async (shape) => {
      const slug = `first-parents-${++projects}`;
      const { ids } = await storeGraph(hub, repository, { shape, slug });
      const registry = new RegistryClient(hub, 'viewer', `acme/${slug}`);
      const log: string[] = [];
      let cursor: string | undefined;
      do {
        const { body } = await registry.get('history', { ref: ids.at(-1), cursor, limit: '4' });
        log.push(...(body.items as { id: string }[]).map(({ id }) => id));
        cursor = body.nextCursor;
      } while (cursor !== undefined);
      const wanted = repository.git(['log', '--first-parent', '--format=%H', ids.at(-1)!]);
      expect(log).toEqual(wanted.trim().split('\n'));
    }),
    { numRuns: process.env['PROMPTHUB_FULL'] ? 1000 : 20 },
  );
}, 1_800_000);

it('names the files that changed since the two went apart', async () => {
  const registry = await newProject(hub, 'compare-files');
  const base = await registry.publish({ a: '1', b: '1', gone: 'x' });
  const parent = base.commit.id;
  const theirs = await registry.publish({ b: 'on main', new: 'on main' }, { parent });
  const mine = await registry.publish({ a: '2', gone: null, c: 'n' }, { branch: 'x', parent });
  const { body } = await registry.get('compare', { from: 'main', to: 'x' });
  expect(body).toMatchObject({
    from: theirs.commit.id,
    to: mine.commit.id,
    mergeBase: parent,
    ahead: 1,
    behind: 1,
    files: [
      { path: 'a', status: 'modified' },
      { path: 'c', status: 'added' },
      { path: 'gone', status: 'deleted' },
    ],
  });
  const same = (await registry.get('compare', { from: 'x', to: 'x' })).body;
  expect(same).toMatchObject({ ahead: 0, behind: 0, files: [], mergeBase: mine.commit.id });
});

it('refuses what is not there, and cursors of others', async () => {
  const [registry, other] = [await newProject(hub, 'compare-a'), await newProject(hub, 'compare-b')];
  const first = await registry.publish({ a: '1' });
  await registry.publish({ a: '2' }, { parent: first.commit.id });
  await registry.publish({ a: '3' }, { branch: 'x', parent: first.commit.id });
  await registry.publish(
    { b: '1' },
    { branch: 'x', parent: (await registry.get('files', { ref: 'x' })).body.commit },
  );
  const status = async (route: string, query: Record<string, string>) =>
    (await registry.get(route, query)).status;
  expect(await status('compare', { from: 'main', to: 'y' })).toBe(404);
  expect(await status('compare', { from: 'main' })).toBe(422);
  expect(await status('compare/commits', { from: 'main', to: 'x', side: 'left' })).toBe(422);
  expect(await status('compare/commits', { from: 'main', to: 'x', cursor: 'x' })).toBe(422);
  await other.publish({ a: '1' });
  const { nextCursor } = (await registry.get('compare/commits', { from: 'main', to: 'x', limit: '1' })).body;
  const query = { from: 'main', to: 'main', cursor: nextCursor };
  expect((await other.get('compare/commits', query)).status).toBe(404);
});
