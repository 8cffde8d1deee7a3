import type { TestResponse } from '../hub';
import { hubAt, startHub, type TestHub } from '../hub';
import { ChildHub } from '../child-hub';
import { BareRepository } from './bare-repository';
import { newProject, type RegistryClient } from './registry-client';

let hub: TestHub;
let children: ChildHub[] = [];
beforeAll(async () => {
  hub = await startHub();
});
afterEach(async () => {
  await Promise.all(children.map((child) => child.kill()));
  children = [];
});
afterAll(() => hub?.close());

/** Another hub on the same database, as a replica would be. */
async function replica(): Promise<ChildHub> {
  const child = await ChildHub.start({ ...hub.config });
  children.push(child);
  return child;
}

/** The registry's client, speaking to a replica. */
function at(child: ChildHub, registry: RegistryClient): RegistryClient {
  return Object.assign(Object.create(Object.getPrototypeOf(registry)) as RegistryClient, registry, {
    hub: hubAt(hub, child.url),
  });
}

const historyIds = async (registry: RegistryClient): Promise<string[]> => {
  const { items } = (await registry.get('history', { limit: '200' })).body as { items: { id: string }[] };
  return items.map(({ id }) => id);
};

const isAcknowledged = ({ status }: TestResponse): boolean => status === 201;

it('50 publishers of one file at once: one is acknowledged, every other gets 409', async () => {
  const registry = await newProject(hub, 'one-file');
  const { commit } = await registry.publish({ a: 'start' });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => registry.post({ a: `from ${i}` }, { parent: commit.id })),
  );
  expect(answers.filter(isAcknowledged)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(49);
  const winner = answers.find(isAcknowledged)?.body.commit.id as string;
  expect(await historyIds(registry)).toEqual([winner, commit.id]);
});

it('50 publishers through two hubs: every acknowledged change is in the history once, the others got 409', async () => {
  const registry = await newProject(hub, 'two-hubs');
  const replicas = [registry, at(await replica(), registry)];
  const { commit } = await registry.publish({ shared: 'start' });
  const answers = await Promise.all(
    // Two in three change a file of their own, the others fight for one.
    Array.from({ length: 50 }, (_, i) => {
      const path = i % 3 === 0 ? 'shared' : `own-${i}`;
      return replicas[i % 2]!.post({ [path]: `from ${i}` }, { parent: commit.id, message: `change ${i}` });
    }),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true);
  expect(answers.filter(isAcknowledged)).toHaveLength(33 + 1);
  const acknowledged = answers.filter(isAcknowledged).map(({ body }) => body.commit.id as string);
  const ids = await historyIds(registry);
  expect(ids).toHaveLength(35);
  expect(new Set(ids)).toEqual(new Set([...acknowledged, commit.id]));
  for (const [i, { status }] of answers.entries()) {
    if (i % 3 === 0) continue;
    expect(status).toBe(201);
    expect((await registry.get('file', { path: `own-${i}` })).body.content).toBe(`from ${i}`);
  }
}, 60_000);

it('50 first publishers of a new branch: all build on the one that came first', async () => {
  const registry = await newProject(hub, 'first');
  const other = at(await replica(), registry);
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => (i % 2 ? registry : other).post({ [`f${i}`]: 'x' })),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
  expect(await historyIds(registry)).toHaveLength(50);
}, 60_000);

it('loses no acknowledged version when the hub is killed in the middle of publishing', async () => {
  const registry = await newProject(hub, 'killed');
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round++) {
    const child = await replica();
    const remote = at(child, registry);
    const enough = 20 * (round + 1);
    const publisher = async (worker: number): Promise<void> => {
      for (let i = 0; ; i++) {
        const answer = await remote
          .post({ [`r${round}-w${worker}-${i}.txt`]: 'x'.repeat(2000 + i) })
          .catch(() => undefined);
        if (answer === undefined) return;
        expect(answer.status).toBe(201);
        acknowledged.push(answer.body.commit.id as string);
        if (acknowledged.length === enough) void child.kill();
      }
    };
    await Promise.all(Array.from({ length: 8 }, (_, worker) => publisher(worker)));
    await child.kill();
  }
  expect(acknowledged.length).toBeGreaterThanOrEqual(60);
  const ids = await historyIds(registry);
  expect(ids).toEqual(expect.arrayContaining(acknowledged));
  expect(new Set(ids).size).toBe(ids.length);
  const repository = new BareRepository();
  try {
    await repository.fetch(registry);
    repository.git(['fsck', '--strict', '--full']);
    expect(repository.git(['rev-list', 'main']).trim().split('\n')).toEqual(ids);
  } finally {
    repository.remove();
  }
}, 120_000);
