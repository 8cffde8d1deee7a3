import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LinkedFolder } from '../testing/linked-folder';

let folder: LinkedFolder;

beforeEach(async () => {
  folder = await LinkedFolder.pulled({ 'x/deep/a.prompt': 'a', 'y.prompt': 'y' });
});
afterEach(() => folder.remove());

const pull = async () => (await folder.copy()).pull();

it.each(['pull', 'switch'])(
  'a file takes the place of a folder, and the other way round, by %s',
  async (how) => {
    folder.server.branch('dev');
    const changes = { 'x/deep/a.prompt': null, x: 'file', 'y.prompt': null, 'y.prompt/b.prompt': 'b' };
    folder.server.change(changes, { branch: how === 'pull' ? 'main' : 'dev' });
    expect(await folder.states()).toMatchObject(
      how === 'pull' ? { x: 'behind', 'x/deep/a.prompt': 'behind' } : { 'x/deep/a.prompt': 'in-sync' },
    );
    if (how === 'pull') await pull();
    else await (await folder.copy()).switchTo('dev');
    expect([folder.read('x'), folder.read('y.prompt/b.prompt')]).toEqual(['file', 'b']);
    expect(await folder.states()).toEqual({ x: 'in-sync', 'y.prompt/b.prompt': 'in-sync' });
  },
);

it('an empty folder gives way to a file', async () => {
  mkdirSync(join(folder.root, 'z'));
  folder.server.change({ z: 'file' });
  expect(await pull()).toMatchObject({ written: ['z'], conflicts: [] });
  expect(folder.read('z')).toBe('file');
});

it.each([
  ['folder', { 'x/notes.txt': 'mine' }, { 'x/deep/a.prompt': null, x: 'file' }, 'x'],
  ['file', { z: 'mine' }, { 'z/b.prompt': 'b' }, 'z/b.prompt'],
])('a %s that nobody shares stays, and what has no place comes later', async (_kind, mine, changes, path) => {
  const [own = ''] = Object.keys(mine);
  folder.write(mine);
  folder.server.change({ ...changes, 'y.prompt': 'y2' });
  expect(await pull()).toMatchObject({ conflicts: [path], written: ['y.prompt'] });
  expect([folder.read(own), (await folder.states())[path]]).toEqual(['mine', 'behind']);
  folder.delete(own);
  expect(await pull()).toMatchObject({ conflicts: [], written: [path] });
});

it('what a file became a folder of is published as that', async () => {
  folder.delete('y.prompt');
  folder.write({ 'y.prompt/b.prompt': 'b' });
  expect(await folder.states()).toMatchObject({ 'y.prompt': 'deleted', 'y.prompt/b.prompt': 'new' });
  await (await folder.copy()).publish('a folder');
  expect(folder.server.files).toEqual({ 'x/deep/a.prompt': 'a', 'y.prompt/b.prompt': 'b' });
});
