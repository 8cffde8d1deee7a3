import fc from 'fast-check';
import { startHub, type TestHub } from '../hub';
import { BareRepository } from './bare-repository';
import { fileStory, type Step } from './file-stories';
import { newProject, type RegistryClient } from './registry-client';

/** Where files and lines come from; the real Git says. */
let hub: TestHub;
let repository: BareRepository;
beforeAll(async () => {
  hub = await startHub();
});
beforeEach(() => {
  repository = new BareRepository();
});
afterEach(() => repository.remove());
afterAll(() => hub?.close());

let projects = 0;
const project = (): Promise<RegistryClient> => newProject(hub, `tracing-${++projects}`);

async function published(steps: readonly Step[]): Promise<RegistryClient> {
  const registry = await project();
  let parent: string | null = null;
  for (const { changes } of steps) parent = (await registry.publish(changes, { parent })).commit.id;
  await repository.fetch(registry);
  return registry;
}

interface Followed {
  id: string;
  path: string;
  renamedFrom?: string;
}

/** All pages, two at a time. */
async function followed(registry: RegistryClient, path: string): Promise<Followed[]> {
  const all: Followed[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await registry.get('history', { path, follow: 'true', cursor, limit: '2' });
    all.push(...(body.items as Followed[]));
    cursor = body.nextCursor;
  } while (cursor !== undefined);
  return all;
}

/** What `git log --follow` says: commits, and the name of the file in each. */
function gitFollows(path: string): [id: string, path: string][] {
  const text = repository.git([
    'log',
    '--follow',
    '--format=%x01%H',
    '--name-only',
    '-z',
    'main',
    '--',
    path,
  ]);
  return text
    .split('\x01')
    .slice(1)
    .map((entry) => {
      const [id = '', name = ''] = entry.split(/[\0\n]+/).filter(Boolean);
      return [id, name];
    });
}

describe('the history of a file', () => {
  it('goes on under the names that it had, as with git log --follow', async () => {
    await fc.assert(
      fc.asyncProperty(fileStory(), async (steps) => {
        const registry = await published(steps);
        for (const path of steps.at(-1)!.after.keys())
          expect((await followed(registry, path)).map(({ id, path: name }) => [id, name])).toEqual(
            gitFollows(path),
          );
        repository.remove();
        repository = new BareRepository();
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 1000 : 25 },
    );
  }, 1_800_000);

  it('says where a name ends, and without `follow` ends there', async () => {
    const registry = await project();
    const text = 'one\ntwo\nthree\n';
    const first = await registry.publish({ old: text });
    const second = await registry.publish({ old: null, new: text }, { parent: first.commit.id });
    await registry.publish({ new: `${text}four\n` }, { parent: second.commit.id });
    expect((await followed(registry, 'new')).map(({ path, renamedFrom }) => [path, renamedFrom])).toEqual([
      ['new', undefined],
      ['new', 'old'],
      ['old', undefined],
    ]);
    const plain = (await registry.get('history', { path: 'new' })).body.items as object[];
    expect(plain).toHaveLength(2);
    expect(plain[0]).not.toHaveProperty('path');
  });

  it('takes the same text for the source before one that is only similar, and nothing below one half', async () => {
    const registry = await project();
    const lines = (...names: string[]) => names.map((name) => `${name} ${name} ${name}\n`).join('');
    const before = {
      same: lines('a', 'b', 'c', 'd'),
      alike: lines('a', 'b', 'c', 'x'),
      other: lines('p', 'q', 'r', 's'),
    };
    const first = await registry.publish(before);
    const second = await registry.publish(
      { same: null, alike: null, target: before.same, other: null, changed: lines('p', 'y', 'z', 'w') },
      { parent: first.commit.id },
    );
    expect((await followed(registry, 'target')).map(({ path }) => path)).toEqual(['target', 'same']);
    expect((await followed(registry, 'changed')).map(({ id }) => id)).toEqual([second.commit.id]);
  });
});
