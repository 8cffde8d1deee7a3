import type { Commit } from '@prompthub/protocol';
import fc from 'fast-check';
import { startHub, type TestHub } from '../hub';
import { BareRepository } from './bare-repository';
import { newProject, type RegistryClient } from './registry-client';
import { expectedOutcome, type Files } from './project-model';

/** Two oracles at once: a model of a project as a map, and the real Git reading the hub's objects. */
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

it('stores the trees and commits that git itself makes of the same files', async () => {
  const registry = await newProject(hub, `git-${++projects}`);
  const versions: Record<string, string | null>[] = [
    { a: '', 'a.b': 'x\r\n', 'a-/b': 'nested', 'ünï/文😀.prompt': 'Grüße {{name}}\n', empty: '' },
    { a: null, 'a/b/c': 'deep', 'a.b': 'x\n' },
    { 'a/b/c': null, a: '\ufeffwith a mark' },
  ];
  const messages = ['one line', 'title\n\nbody\n  indented', 'Ümläut 😀'];
  const files: Record<string, string> = {};
  let parent: Commit | undefined;
  for (const [index, changes] of versions.entries()) {
    const message = messages[index] ?? '';
    const made = await registry.publish(changes, { parent: parent?.id ?? null, message });
    for (const [path, content] of Object.entries(changes)) {
      if (content === null) delete files[path];
      else files[path] = content;
    }
    const tree = writeTree(files);
    expect(made.commit.tree).toBe(tree);
    expect(made.commit.id).toBe(commitTree(tree, made.commit, message));
    parent = made.commit;
  }
});

it('is a sound repository that equals the model after any sequence of publications', async () => {
  const path = fc.constantFrom('a', 'a.b', 'a/x', 'a/y.prompt', 'A', 'd/e/f', 'd/é', 'd/E\u0301', 'z');
  const content = fc.constantFrom('1', '2', 'drei\n', '', '😀', null);
  const changes = fc.dictionary(path, content, { minKeys: 1, maxKeys: 4 });
  const step = fc.record({ changes, back: fc.constantFrom(0, 0, 0, 1, 2) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
      const registry = await newProject(hub, `model-${++projects}`);
      const versions: { id: string | null; files: Files }[] = [{ id: null, files: new Map() }];
      for (const { changes: asked, back } of steps) {
        const base = versions.at(-1 - back) ?? versions[0]!;
        const head = versions.at(-1)!;
        const outcome = expectedOutcome(base.files, head.files, new Map(Object.entries(asked)));
        const answer = await registry.post(asked, { parent: base.id });
        expect([answer.status, answer.body.code]).toEqual([outcome.status, outcome.code]);
        if (outcome.files === undefined) continue;
        expect(answer.body.rebased).toBe(base !== head);
        versions.push({ id: answer.body.commit.id, files: outcome.files });
      }
      await expectEqual(registry, versions);
    }),
    { numRuns: 25 },
  );
}, 60_000);

async function expectEqual(
  registry: RegistryClient,
  versions: readonly { id: string | null; files: Files }[],
): Promise<void> {
  const stored = versions.slice(1);
  if (stored.length === 0) return;
  await repository.fetch(registry);
  // Throws when a single byte is out of place.
  repository.git(['fsck', '--strict', '--full', '--no-dangling']);
  const log = repository.git(['log', '--format=%H', 'main']).trim().split('\n');
  expect(log).toEqual(stored.map(({ id }) => id).reverse());
  expect((await allHistory(registry)).map(({ id }) => id)).toEqual(log);
  for (const { id, files } of stored) {
    const listed = repository.git(['ls-tree', '-r', '-z', '--name-only', id!]).split('\0').filter(Boolean);
    expect(new Set(listed)).toEqual(new Set(files.keys()));
    const shown = (await registry.get('files', { ref: id! })).body.items as { path: string }[];
    expect(shown.map((item) => item.path)).toEqual([...files.keys()].sort((a, b) => (a < b ? -1 : 1)));
  }
  await expectPathsEqual(
    registry,
    stored.at(-1)!.files,
    new Set(stored.flatMap(({ files }) => [...files.keys()])),
  );
}

/** Content at the head, and history by path, for every path that ever was. */
async function expectPathsEqual(registry: RegistryClient, head: Files, paths: Set<string>): Promise<void> {
  const log = repository.git(['log', '--format=%H', 'main']).trim().split('\n');
  const names = ['diff-tree', '--root', '-r', '--no-renames', '--no-commit-id', '--name-only', '-z'];
  const changed = new Map(log.map((id) => [id, repository.git([...names, id]).split('\0')]));
  for (const path of paths) {
    const answer = await registry.get('file', { path });
    expect([answer.status, answer.body.content]).toEqual(
      head.has(path) ? [200, head.get(path)] : [404, undefined],
    );
    const touched = log.filter((id) => changed.get(id)?.includes(path));
    expect((await allHistory(registry, path)).map(({ id }) => id)).toEqual(touched);
  }
}

/** All pages, two at a time. */
async function allHistory(registry: RegistryClient, path?: string): Promise<{ id: string }[]> {
  const all: { id: string }[] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = (await registry.get('history', { path, cursor, limit: '2' })).body;
    all.push(...items);
    cursor = nextCursor;
  } while (cursor !== undefined);
  return all;
}

function writeTree(files: Record<string, string>): string {
  const env = { GIT_INDEX_FILE: `${repository.folder}/index-${Object.keys(files).length}-${Math.random()}` };
  const rows = Object.entries(files).map(([path, content]) => {
    const blob = repository.git(['hash-object', '-w', '--no-filters', '--stdin'], { input: content }).trim();
    return `100644 ${blob}\t${path}\0`;
  });
  repository.git(['update-index', '-z', '--index-info'], { input: rows.join(''), env });
  return repository.git(['write-tree'], { env }).trim();
}

function commitTree(tree: string, { author, parents, createdAt }: Commit, message: string): string {
  const date = `${Date.parse(createdAt) / 1000} +0000`;
  const env = {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: date,
  };
  const args = ['commit-tree', tree, ...parents.flatMap((id) => ['-p', id])];
  return repository.git(args, { input: `${message}\n`, env }).trim();
}
