import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubProtocolError } from '../errors';
import { LinkedFolder } from '../testing/linked-folder';
import { FileWriteError } from './atomic-file';
import { blobId } from './blob-id';
import { UnsafePathError } from './safe-path';
import type { WorkingCopy } from './working-copy';
import { NewerStateError } from './working-state';

let folder: LinkedFolder;
afterEach(() => folder.remove());

/** A working copy whose folder holds `local`, linked to a hub that holds `remote`. */
async function setUp(remote: Record<string, string>, local?: Record<string, string>): Promise<WorkingCopy> {
  folder = await LinkedFolder.linked(remote, local);
  return folder.copy();
}

it('changes nothing when the hub goes away half-way', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'b.prompt': '1' });
  await copy.pull();
  folder.server.change({ 'a.prompt': '2', 'b.prompt': '2' });
  let requests = 0;
  folder.server.onRequest = (route) => {
    if (route === 'file' && ++requests === 2) return folder.server.close();
  };
  await expect(copy.pull()).rejects.toMatchObject({ name: 'HubUnreachableError' });
  expect([folder.read('a.prompt'), folder.read('b.prompt')]).toEqual(['1', '1']);
});

it('writes no file, and names the first, when none can be made', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'deep/b.prompt': '1' });
  await copy.pull();
  folder.server.change({ 'a.prompt': '2', 'deep/b.prompt': '2' });
  // A file where the folder for unfinished texts would be: no file can be made in it.
  folder.write({ '.prompthub/tmp': '' });
  const pulling = copy.pull();
  await expect(pulling).rejects.toThrow(FileWriteError);
  await expect(pulling).rejects.toThrow(/^a\.prompt could not be written: /);
  expect([folder.read('a.prompt'), folder.read('deep/b.prompt')]).toEqual(['1', '1']);
});

it('leaves nothing half-written on a full disk, and does the rest when there is room again', async () => {
  const copy = await setUp({ 'a.prompt': 'small', 'b.prompt': 'small' });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder.root], { stdio: 'ignore' });
  } catch {
    console.warn('Skipped: a full disk. Only root can mount a small one.');
    return;
  }
  try {
    folder.link();
    await copy.pull();
    folder.server.change({ 'a.prompt': 'changed', 'b.prompt': 'x'.repeat(1_000_000) });
    await expect(copy.pull()).rejects.toThrow('b.prompt could not be written: the disk is full (ENOSPC).');
    expect([folder.read('a.prompt'), folder.read('b.prompt')]).toEqual(['small', 'small']);
    expect((await readdir(join(folder.root, '.prompthub'))).sort()).toEqual(['state.json']);
    folder.server.change({ 'b.prompt': 'y' });
    expect((await copy.pull()).written).toEqual(['a.prompt', 'b.prompt']);
    expect([folder.read('a.prompt'), folder.read('b.prompt')]).toEqual(['changed', 'y']);
  } finally {
    execFileSync('umount', ['-l', folder.root]);
  }
});

it('refuses a text that is not what the hub listed', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  folder.server.distort = () => 'something else';
  await expect(copy.pull()).rejects.toThrow(HubProtocolError);
  expect(folder.read('a.prompt')).toBeUndefined();
});

it('leaves files alone that are no text, and brings the others', async () => {
  const copy = await setUp({ 'a.prompt': '1', 'logo.png': 'bytes' });
  folder.server.distort = (content) => (content === 'bytes' ? '\ufffdPNG' : content);
  expect(await copy.pull()).toMatchObject({ written: ['a.prompt'], conflicts: [], notText: ['logo.png'] });
  expect([folder.read('a.prompt'), folder.read('logo.png')]).toEqual(['1', undefined]);
  expect((await copy.pull()).notText).toEqual(['logo.png']);
});

it.each([
  '../evil.prompt',
  '/etc/evil.prompt',
  '.git/hooks/post-checkout',
  '.vscode/settings.json',
  'a/../../evil.prompt',
  'a\\..\\evil.prompt',
  'a/./evil.prompt',
  'a//evil.prompt',
  'a\0evil.prompt',
  'C:/evil.prompt',
  'C:evil.prompt',
  '\\\\server\\share\\evil.prompt',
  'GIT~1/config',
  'con.prompt',
  'prompthub.yaml',
])('never writes %s', async (path) => {
  const copy = await setUp({ [path]: 'evil', 'good.prompt': 'x' });
  const before = folder.read('prompthub.yaml');
  expect(await copy.pull()).toMatchObject({ written: ['good.prompt'], refused: [path] });
  expect((await readdir(folder.root)).sort()).toEqual([
    '.gitignore',
    '.prompthub',
    'good.prompt',
    'prompthub.yaml',
  ]);
  expect(folder.read('prompthub.yaml')).toBe(before);
});

it('neither reads nor writes through symbolic links', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'prompthub-outside-'));
  await writeFile(join(outside, 'key.prompt'), 'secret');
  const copy = await setUp({}, { 'a.prompt': '1' });
  await symlink(join(outside, 'key.prompt'), join(folder.root, 'link.prompt'));
  await symlink(outside, join(folder.root, 'folder'));
  await copy.publish('m');
  expect(folder.server.files).toEqual({ 'a.prompt': '1' });
  folder.server.change({ 'folder/evil.prompt': 'x' });
  await expect(copy.pull()).rejects.toThrow(/symbolic link/);
  expect(await readdir(outside)).toEqual(['key.prompt']);
  await rm(outside, { recursive: true });
});

it.each([
  ['binary', Buffer.from([65, 0, 66]), /bad\.prompt is a binary file/],
  ['not UTF-8', Buffer.from([0xc3, 0x28]), /bad\.prompt is not valid UTF-8/],
  ['huge', Buffer.alloc(5 * 1024 * 1024 + 1, 65), /bad\.prompt is larger than 5 MiB/],
])('names a file that is %s, and publishes nothing', async (_name, bytes, message) => {
  const copy = await setUp({}, { 'a.prompt': '1' });
  await writeFile(join(folder.root, 'bad.prompt'), bytes);
  await expect(copy.publish('m')).rejects.toThrow(message);
  expect(folder.server.files).toEqual({});
});

it('publishes 1,000 changed files, and refuses more', async () => {
  const texts = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`${at}.prompt`, `${at}`]));
  const copy = await setUp({}, texts);
  await expect(copy.publish('m')).rejects.toThrow(/has 1001 changed files; publish at most 1000 at once\.$/);
  expect(folder.server.files).toEqual({});
  expect((await copy.publish('m', { paths: Object.keys(texts).slice(1) })).paths).toHaveLength(1000);
});

it('keeps line ends and a byte order mark', async () => {
  const text = '\uFEFF---\r\nmodel: echo/echo\r\n---\r\nhi\r\n';
  const copy = await setUp({}, { 'a.prompt': text });
  await copy.publish('m');
  folder.delete('a.prompt');
  folder.delete('.prompthub');
  await copy.pull();
  expect(folder.read('a.prompt')).toBe(text);
});

it('tells Git once to leave the state alone, and keeps what stood there', async () => {
  const copy = await setUp({ 'a.prompt': '1' }, { '.gitignore': 'node_modules' });
  await copy.pull();
  await copy.pull();
  expect(folder.read('.gitignore')).toBe('node_modules\n.prompthub/\n');
});

it('survives broken state files, puts each aside, and says so', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  expect((await copy.overview()).broken).toEqual([]);
  const names = ['state.broken.json', 'state.broken-2.json', 'state.broken-3.json'];
  for (const name of names) {
    await copy.pull();
    folder.write({ '.prompthub/state.json': `{"version":1,"${name}"` });
    expect(await folder.states()).toEqual({ 'a.prompt': 'in-sync' });
  }
  await copy.pull();
  for (const name of names) expect(folder.read(`.prompthub/${name}`)).toBe(`{"version":1,"${name}"`);
  const { broken } = await copy.overview();
  expect([...broken].sort()).toEqual(names.map((name) => join(folder.root, '.prompthub', name)).sort());
});

it('leaves the state alone that a newer version wrote', async () => {
  const copy = await setUp({ 'a.prompt': '1' });
  const state = '{"version":3,"queue":["unsent"]}';
  folder.write({ '.prompthub/state.json': state });
  for (const call of [() => copy.status(), () => copy.overview(), () => copy.pull(), () => copy.commit('m')])
    await expect(call()).rejects.toThrow(NewerStateError);
  expect([folder.read('.prompthub/state.json'), folder.read('a.prompt')]).toEqual([state, undefined]);
});

it('moves nothing into the folder from elsewhere, whatever a state says that came with it', async () => {
  const copy = await setUp({}, { 'a.prompt': '1' });
  await copy.publish('m');
  const state = folder.read('.prompthub/state.json') ?? '';
  const step = { path: 'b.prompt', from: null, to: 'a'.repeat(40), staged: '../../secret' };
  folder.write({ secret: 'key', '.prompthub/tmp/x': '' });
  folder.write({ '.prompthub/state.json': JSON.stringify({ ...JSON.parse(state), pending: [step] }) });
  await copy.pull();
  expect([folder.read('secret'), folder.read('b.prompt')]).toEqual(['key', undefined]);
  const deletion = { path: '../secret', from: blobId(Buffer.from('key')), to: null };
  folder.write({ '.prompthub/state.json': JSON.stringify({ ...JSON.parse(state), pending: [deletion] }) });
  await expect(copy.pull()).rejects.toThrow(UnsafePathError);
  expect(folder.read('secret')).toBe('key');
});

it('finishes nothing by looking, where what is left to do is not to be trusted', async () => {
  const copy = await setUp({}, { 'a.prompt': '1' });
  await copy.publish('m');
  const state = folder.read('.prompthub/state.json') ?? '';
  const deletion = { path: 'a.prompt', from: blobId(Buffer.from('1')), to: null };
  const left = JSON.stringify({ ...JSON.parse(state), pending: [deletion] });
  folder.write({ '.prompthub/state.json': left });
  const careful = await folder.copy({ recovers: false });
  expect((await careful.overview()).files).toMatchObject([{ path: 'a.prompt', state: 'in-sync' }]);
  expect(await careful.status({ offline: true })).toHaveLength(1);
  expect(await careful.baseBlob('a.prompt')).toBe(deletion.from);
  expect([folder.read('a.prompt'), folder.read('.prompthub/state.json')]).toEqual(['1', left]);
  await (await folder.copy()).overview();
  expect(folder.read('a.prompt')).toBeUndefined();
});
