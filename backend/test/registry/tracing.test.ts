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

interface Blamed {
  start: number;
  count: number;
  commit: string;
  originalPath: string;
  originalStart: number;
}

async function blamed(registry: RegistryClient, path: string, ref = 'main'): Promise<string[]> {
  const answer = await registry.get('blame', { path, ref });
  expect([answer.status, answer.text]).toEqual([200, answer.text]);
  const ranges = answer.body.ranges as Blamed[];
  expect(new Set(Object.keys(answer.body.commits))).toEqual(new Set(ranges.map(({ commit }) => commit)));
  return ranges.flatMap(({ start, count, commit, originalPath, originalStart }) =>
    Array.from({ length: count }, (_, i) => `${start + i} ${commit} ${originalPath}:${originalStart + i}`),
  );
}

/** What `git blame` says of every line. */
function gitBlames(path: string, ref = 'main'): string[] {
  const lines: string[] = [];
  const text = repository.git(['blame', '--line-porcelain', ref, '--', path]);
  let head: string[] = [];
  for (const line of text.split('\n')) {
    if (/^[0-9a-f]{40} \d+ \d+/.test(line)) head = line.split(' ');
    else if (line.startsWith('filename ')) lines.push(`${head[2]} ${head[0]} ${line.slice(9)}:${head[1]}`);
  }
  return lines;
}

describe('blame', () => {
  it('names for every line the version, the file and the line that git blame names', async () => {
    await fc.assert(
      fc.asyncProperty(fileStory(), async (steps) => {
        const registry = await published(steps);
        for (const path of steps.at(-1)!.after.keys())
          expect(await blamed(registry, path)).toEqual(gitBlames(path));
        repository.remove();
        repository = new BareRepository();
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 1000 : 12 },
    );
  }, 1_800_000);

  it('passes lines to all parents of a merge', async () => {
    const step = fc.record({
      kind: fc.constantFrom('main', 'x', 'main', 'x', 'x into main', 'main into x'),
      at: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14, size: 'max' }), async (steps) => {
        const registry = await project();
        await playBranches(registry, steps);
        for (const ref of ['main', 'x']) {
          await repository.fetch(registry, ref);
          expect(await blamed(registry, 'f.txt', ref)).toEqual(gitBlames('f.txt', ref));
        }
        repository.remove();
        repository = new BareRepository();
      }),
      { numRuns: process.env['PROMPTHUB_FULL'] ? 500 : 10 },
    );
  }, 1_800_000);

  /** Two branches of one file that merge each other. `main` writes in the first half only, `x` in the second. */
  async function playBranches(
    registry: RegistryClient,
    steps: { kind: string; at: number }[],
  ): Promise<void> {
    const kept = Array.from({ length: 5 }, (_, i) => `kept ${i}\n`);
    let written = 0;
    const fresh = (): string => `line ${++written}\n`;
    const start = [Array.from({ length: 6 }, fresh), kept, Array.from({ length: 6 }, fresh)];
    const files = { main: [...start], x: [...start] };
    const textOf = (name: 'main' | 'x') => files[name].flat().join('');
    const first = await registry.publish({ 'f.txt': textOf('main') });
    const heads = { main: first.commit.id, x: first.commit.id };
    await registry.request('branches', { json: { name: 'x', from: 'main' } });
    for (const { kind, at } of steps) {
      if (kind === 'main' || kind === 'x') {
        const half = kind === 'main' ? 0 : 2;
        const lines = [...(files[kind][half] ?? [])];
        lines.splice(at % lines.length, at % 2, fresh());
        files[kind][half] = lines;
        const changes = { 'f.txt': textOf(kind) };
        heads[kind] = (await registry.publish(changes, { branch: kind, parent: heads[kind] })).commit.id;
        continue;
      }
      const [from, into] = kind.split(' into ') as ['main' | 'x', 'main' | 'x'];
      const answer = await registry.request('merges', { json: { from, into } });
      expect([answer.status < 300, answer.text]).toEqual([true, answer.text]);
      const half = from === 'main' ? 0 : 2;
      files[into][half] = files[from][half] ?? [];
      const shown = await registry.get('file', { path: 'f.txt', ref: into });
      heads[into] = shown.body.commit as string;
      expect(shown.body.content).toBe(textOf(into));
    }
  }

  it('counts the last line without its line feed, and lines with carriage returns, as git does', async () => {
    const registry = await project();
    const texts = ['a\nb', 'a\nb\n', 'a\r\nb\n', 'a\r\nb\n\nc', '\na\r\nb\n\nc', ''];
    let parent: string | null = null;
    for (const text of texts) {
      parent = (await registry.publish({ f: text, g: `${text}\n` }, { parent })).commit.id;
      await repository.fetch(registry);
      for (const path of ['f', 'g']) expect(await blamed(registry, path)).toEqual(gitBlames(path));
    }
  }, 60_000);

  it('reads the versions of the file, not those of the project', async () => {
    const registry = await project();
    let parent: string | null = null;
    for (let i = 0; i < 60; i++) {
      const files: Record<string, string> =
        i % 20 === 0 ? { quiet: `line ${i}\n`.repeat(i + 1) } : { busy: `${i}` };
      parent = (await registry.publish(files, { parent })).commit.id;
    }
    const query = jest.spyOn(hub.dataSource.manager, 'query');
    await registry.get('blame', { path: 'quiet' });
    const read = await Promise.all(query.mock.results.map(({ value }) => value as Promise<unknown[]>));
    query.mockRestore();
    expect(read.flat().length).toBeLessThan(20);
    expect(read.flat().length).toBeGreaterThan(3);
  }, 60_000);

  it('of an earlier version knows nothing of later ones', async () => {
    const registry = await project();
    const first = await registry.publish({ a: 'one\n' });
    await registry.publish({ a: 'one\ntwo\n' }, { parent: first.commit.id });
    const { body } = await registry.get('blame', { path: 'a', ref: first.commit.id });
    expect(body).toEqual({
      path: 'a',
      commit: first.commit.id,
      ranges: [{ start: 1, count: 1, commit: first.commit.id, originalPath: 'a', originalStart: 1 }],
      commits: {
        [first.commit.id]: {
          author: first.commit.author,
          message: first.commit.message,
          createdAt: first.commit.createdAt,
        },
      },
    });
  });

  it.each([
    ['a file that is not there', { path: 'b' }, 404],
    ['a file that was deleted', { path: 'gone' }, 404],
    ['a folder', { path: 'folder' }, 404],
    ['an unknown version', { path: 'a', ref: 'x' }, 404],
    ['no path', {}, 422],
  ])('of %s is refused', async (_what, query, status) => {
    const registry = await project();
    const first = await registry.publish({ a: '1', gone: 'x', 'folder/x': 'x' });
    await registry.publish({ gone: null }, { parent: first.commit.id });
    expect((await registry.get('blame', query)).status).toBe(status);
  });
});

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
      { numRuns: process.env['PROMPTHUB_FULL'] ? 1000 : 12 },
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
