import { readdir } from 'node:fs/promises';
import { LinkedFolder } from '../testing/linked-folder';
import { PublishConflictError } from './publish';
import type { WorkingCopy } from './working-copy';

let folder: LinkedFolder;
afterEach(() => folder.remove());

/** A working copy whose folder holds `local`, linked to a hub that holds `remote`. */
async function setUp(remote: Record<string, string>, local?: Record<string, string>): Promise<WorkingCopy> {
  folder = await LinkedFolder.linked(remote, local);
  return folder.copy();
}

it('tells every state from what was, what is here and what is there', async () => {
  const copy = await setUp({
    'same.prompt': 'a',
    'edit.prompt': 'a',
    'gone.prompt': 'a',
    'both.prompt': 'a',
    'old.prompt': 'a',
  });
  await copy.pull();
  folder.write({
    'edit.prompt': 'mine',
    'both.prompt': 'mine',
    'new.prompt': 'n',
    'notes.txt': 'not shared',
  });
  folder.delete('gone.prompt');
  folder.server.change({ 'both.prompt': 'theirs', 'old.prompt': 'newer', 'there.prompt': 't' });
  expect(await folder.states()).toEqual({
    'same.prompt': 'in-sync',
    'edit.prompt': 'modified',
    'gone.prompt': 'deleted',
    'both.prompt': 'conflict',
    'old.prompt': 'behind',
    'new.prompt': 'new',
    'there.prompt': 'behind',
  });
  expect(await folder.states({ offline: true })).toMatchObject({
    'both.prompt': 'modified',
    'old.prompt': 'in-sync',
  });
});

it('publishes what changed, and nothing the second time', async () => {
  const copy = await setUp(
    {},
    {
      'a.prompt': 'one',
      'sub/b.tests.yaml': 'dataset: data/cases.csv',
      'sub/data/cases.csv': 'x\n1',
      'other.csv': '',
    },
  );
  const first = await copy.publish('first');
  expect(first.paths).toEqual(['a.prompt', 'sub/b.tests.yaml', 'sub/data/cases.csv']);
  expect(folder.server.files).toEqual({
    'a.prompt': 'one',
    'sub/b.tests.yaml': 'dataset: data/cases.csv',
    'sub/data/cases.csv': 'x\n1',
  });
  expect((await copy.publish('again')).commit).toBeUndefined();
  folder.write({ 'a.prompt': 'two' });
  folder.delete('sub/b.tests.yaml');
  expect((await copy.publish('second')).paths).toEqual(['a.prompt', 'sub/b.tests.yaml']);
  expect(folder.server.messages).toEqual(['first', 'second']);
  expect(Object.values(await folder.states())).toEqual(['in-sync', 'in-sync']);
});

it('publishes only the paths that are asked for', async () => {
  const copy = await setUp({}, { 'a.prompt': '1', 'b.prompt': '2' });
  await copy.publish('a alone', { paths: ['a.prompt'] });
  expect(folder.server.files).toEqual({ 'a.prompt': '1' });
  expect(await folder.states()).toEqual({ 'a.prompt': 'in-sync', 'b.prompt': 'new' });
});

it('refuses to publish over a change of someone else', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  folder.write({ 'a.prompt': 'mine' });
  folder.server.change({ 'a.prompt': 'theirs' });
  await expect(copy.publish('m')).rejects.toThrow(PublishConflictError);
  expect(folder.server.files).toEqual({ 'a.prompt': 'theirs' });
});

it('learns from the hub that someone was faster between looking and sending', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  folder.write({ 'a.prompt': 'mine' });
  folder.server.onRequest = (route) => {
    if (route === 'commits') folder.server.change({ 'a.prompt': 'theirs' });
    folder.server.onRequest = route === 'commits' ? () => undefined : folder.server.onRequest;
  };
  await expect(copy.publish('m')).rejects.toMatchObject({ name: 'CommitConflictError', paths: ['a.prompt'] });
  expect(await folder.states()).toEqual({ 'a.prompt': 'conflict' });
});

it('pulls new, changed and deleted files, and never a local change', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'b.prompt': '1', 'dir/c.prompt': '1', 'mine.prompt': '1' });
  await copy.pull();
  folder.write({ 'mine.prompt': 'changed here' });
  folder.server.change({
    'a.prompt': '2',
    'dir/c.prompt': null,
    'deep/er/d.prompt': 'new',
    'mine.prompt': 'changed there',
  });
  const result = await copy.pull();
  expect(result).toMatchObject({
    written: ['a.prompt', 'deep/er/d.prompt'],
    deleted: ['dir/c.prompt'],
    conflicts: ['mine.prompt'],
    commit: folder.server.head,
  });
  expect(folder.read('a.prompt')).toBe('2');
  expect(folder.read('deep/er/d.prompt')).toBe('new');
  expect(folder.read('mine.prompt')).toBe('changed here');
  expect(await readdir(folder.root)).not.toContain('dir');
  expect(await folder.states()).toMatchObject({ 'mine.prompt': 'conflict' });
});

it('a fresh clone can be edited and published once it was looked at; a file that differs stays a conflict', async () => {
  const files = { 'a.prompt': 'one', 'b.prompt': 'two' };
  const copy = await setUp(files, { ...files, 'b.prompt': 'mine' });
  await copy.adopt(await copy.status());
  folder.write({ 'a.prompt': 'changed' });
  expect(await folder.states()).toEqual({ 'a.prompt': 'modified', 'b.prompt': 'conflict' });
  expect(await copy.publish('from the clone', { paths: ['a.prompt'] })).toMatchObject({
    paths: ['a.prompt'],
  });
  expect(folder.server.files['a.prompt']).toBe('changed');
});

it('a file here that the hub has differently is a conflict from the first pull on', async () => {
  const copy = await setUp({ 'a.prompt': 'theirs' }, { 'a.prompt': 'mine' });
  expect((await copy.pull()).conflicts).toEqual(['a.prompt']);
  expect(folder.read('a.prompt')).toBe('mine');
});

it.each([
  ['mine', 'mine', 'modified'],
  ['theirs', 'theirs', 'in-sync'],
  [{ content: 'both' }, 'both', 'modified'],
  ['skip', 'mine', 'conflict'],
] as const)('resolves a conflict as told: %j', async (resolution, text, state) => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  folder.write({ 'a.prompt': 'mine' });
  folder.server.change({ 'a.prompt': 'theirs' });
  const seen: unknown[] = [];
  await copy.pull({
    resolve: (conflict) => {
      seen.push(conflict);
      return Promise.resolve(resolution);
    },
  });
  expect(seen).toEqual([{ path: 'a.prompt', local: 'mine', remote: 'theirs' }]);
  expect(folder.read('a.prompt')).toBe(text);
  expect(await folder.states()).toEqual({ 'a.prompt': state });
});

it('does not overwrite a file that was saved while the pull ran', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  await copy.pull();
  folder.server.change({ 'a.prompt': '2' });
  folder.server.onRequest = (route) => {
    if (route === 'file') folder.write({ 'a.prompt': 'saved meanwhile' });
  };
  expect((await copy.pull()).conflicts).toEqual(['a.prompt']);
  expect(folder.read('a.prompt')).toBe('saved meanwhile');
  expect(await copy.overview()).toMatchObject({ behind: undefined, files: [{ state: 'conflict' }] });
  await copy.pull({ resolve: () => Promise.resolve('mine') });
  expect(await copy.overview()).toMatchObject({ behind: 0, files: [{ state: 'modified' }] });
});

it('fetches eight texts at a time, says how far it is, and leaves no order to chance', async () => {
  const files = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`${index}.prompt`, `text ${index}`]),
  );
  const copy = await setUp(files);
  const crowds: number[] = [];
  const waiting: (() => void)[] = [];
  const answerAll = () => {
    crowds.push(waiting.length);
    for (const answer of waiting.splice(0).reverse()) answer();
  };
  folder.server.onRequest = (route) => {
    if (route !== 'file') return;
    return new Promise((resolve) => {
      waiting.push(resolve);
      // A round trip of our own: whatever was sent before it is here after it.
      if (waiting.length === 8) void fetch(folder.server.url).then(answerAll);
    });
  };
  const progress: number[] = [];
  const { written } = await copy.pull({ onProgress: (fetched, total) => progress.push(fetched / total) });
  expect(crowds).toEqual([8, 8, 8, 8, 8]);
  expect(progress).toEqual(Array.from({ length: 41 }, (_, index) => index / 40));
  expect(written).toEqual(Object.keys(files).sort());
});

it('lets two windows publish at the same time without losing either', async () => {
  const copy = await setUp({}, { 'a.prompt': '1', 'b.prompt': '2' });
  const results = await Promise.all(
    ['a.prompt', 'b.prompt'].map((path) => copy.publish(path, { paths: [path] })),
  );
  expect(results.map(({ paths }) => paths)).toEqual([['a.prompt'], ['b.prompt']]);
  expect(await folder.states()).toEqual({ 'a.prompt': 'in-sync', 'b.prompt': 'in-sync' });
});
