import { readFileSync } from 'node:fs';
import { HubUnreachableError } from '../errors';
import { LinkedFolder } from '../testing/linked-folder';
import { findLink } from './link';
import { NoSuchBranchError, SwitchRefusedError } from './switch-branch';
import { BranchSwitchedError } from './copy-errors';
import { UnsentCommitsError } from './working-state';

let folder: LinkedFolder;

beforeEach(async () => {
  folder = await LinkedFolder.pulled({ 'a.prompt': 'a', 'b.prompt': 'b', 'main.prompt': 'm' });
  folder.server.branch('dev');
  folder.server.change({ 'b.prompt': 'b of dev', 'dev.prompt': 'd', 'main.prompt': null }, { branch: 'dev' });
});
afterEach(() => folder.remove());

const switchTo = async (branch: string, options?: { create?: boolean }) =>
  (await folder.copy()).switchTo(branch, options);

it('files become the other branch’s, and what was changed comes along', async () => {
  folder.write({ 'a.prompt': 'mine', 'new.prompt': 'n' });
  expect(await switchTo('dev')).toEqual({
    ...{ branch: 'dev', created: false, queue: [], conflicts: [], refused: [], notText: [], lost: [] },
    ...{ written: ['b.prompt', 'dev.prompt'], deleted: ['main.prompt'], carried: ['a.prompt', 'new.prompt'] },
  });
  expect(['a', 'b', 'dev', 'main'].map((name) => folder.read(`${name}.prompt`))).toEqual([
    ...['mine', 'b of dev', 'd', undefined],
  ]);
  expect((await folder.copy()).branch).toBe('dev');
  expect(await folder.states()).toEqual({
    ...{ 'a.prompt': 'modified', 'new.prompt': 'new' },
    ...{ 'b.prompt': 'in-sync', 'dev.prompt': 'in-sync' },
  });
  await (await folder.copy()).publish('on dev');
  expect(folder.server.filesOf('dev')).toMatchObject({ 'a.prompt': 'mine', 'new.prompt': 'n' });
  expect(folder.server.files['a.prompt']).toBe('a');
  await switchTo('main');
  expect(folder.read('a.prompt')).toBe('a');
});

it.each([
  ['changed here', 'b.prompt', 'mine'],
  ['deleted there', 'main.prompt', 'mine'],
  ['new on both sides', 'dev.prompt', 'mine'],
])('is refused for a file that is %s, and nothing is touched', async (_case, path, text) => {
  folder.write({ [path]: text });
  const refused = switchTo('dev');
  await expect(refused).rejects.toThrow(SwitchRefusedError);
  await expect(refused).rejects.toMatchObject({ branch: 'dev', paths: [path] });
  expect([folder.read(path), (await folder.copy()).branch]).toEqual([text, 'main']);
  folder.write({ [path]: folder.server.filesOf('dev')[path] ?? 'm' });
  expect(await switchTo('dev')).toMatchObject({ branch: 'dev', carried: [] });
});

it('is refused for a file that was deleted here and changed there', async () => {
  folder.delete('b.prompt');
  await expect(switchTo('dev')).rejects.toMatchObject({ paths: ['b.prompt'] });
});

it('takes a fresh clone of the branch as unchanged', async () => {
  folder.delete('.prompthub');
  expect(await switchTo('dev')).toMatchObject({
    written: ['b.prompt', 'dev.prompt'],
    deleted: ['main.prompt'],
  });
});

it('names a branch that is not there, and touches nothing when the hub is away', async () => {
  await expect(switchTo('nowhere')).rejects.toThrow(NoSuchBranchError);
  folder.cut();
  await expect(switchTo('dev')).rejects.toThrow(HubUnreachableError);
  await expect(switchTo('new', { create: true })).rejects.toThrow(HubUnreachableError);
  expect([folder.read('b.prompt'), (await folder.copy()).branch]).toEqual(['b', 'main']);
});

it('a new branch has everything that is here, sent or not, and the old one keeps it', async () => {
  folder.write({ 'a.prompt': 'committed' });
  await (await folder.copy()).commit('unsent');
  folder.write({ 'b.prompt': 'changed' });
  expect(await switchTo('new', { create: true })).toMatchObject({
    created: true,
    queue: [{ message: 'unsent' }],
  });
  expect(await folder.states()).toMatchObject({ 'a.prompt': 'committed', 'b.prompt': 'modified' });
  await (await folder.copy()).publish('and more');
  expect(
    folder.server
      .log('new')
      .map(({ message }) => message)
      .slice(1),
  ).toEqual(['unsent', 'and more']);
  expect(await switchTo('main')).toMatchObject({ queue: [{ message: 'unsent' }], written: ['b.prompt'] });
  expect(await folder.states()).toMatchObject({ 'a.prompt': 'committed', 'b.prompt': 'in-sync' });
  await expect(switchTo('new', { create: true })).rejects.toMatchObject({ status: 409 });
});

it('unsent commits stay with their branch, and are there again on the way back', async () => {
  folder.write({ 'a.prompt': 'v1' });
  await (await folder.copy()).commit('one');
  folder.write({ 'a.prompt': 'v2', 'main.prompt': 'm2' });
  await (await folder.copy()).commit('two');
  expect(await switchTo('dev')).toMatchObject({ queue: [], carried: [] });
  expect([folder.read('a.prompt'), folder.read('main.prompt')]).toEqual(['a', undefined]);
  folder.server.change({ 'b.prompt': 'b2' });
  expect(await switchTo('main')).toMatchObject({ queue: [{ message: 'one' }, { message: 'two' }] });
  expect(['a', 'b', 'main'].map((name) => folder.read(`${name}.prompt`))).toEqual(['v2', 'b2', 'm2']);
  await (await folder.copy()).send();
  expect(folder.server.messages.slice(-2)).toEqual(['one', 'two']);
});

it('a branch that is gone at the hub can be left, and what was unsent goes to the next one of that name', async () => {
  await switchTo('dev');
  folder.write({ 'a.prompt': 'v1', 'new.prompt': 'n' });
  await (await folder.copy()).commit('unsent', { paths: ['a.prompt'] });
  folder.fetch = (input, init) =>
    init?.method === 'POST' ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init);
  await expect((await folder.copy()).send()).rejects.toThrow(HubUnreachableError);
  folder.mend();
  folder.server.deleteBranch('dev');
  await expect((await folder.copy()).send()).rejects.toMatchObject({ status: 404 });
  expect(await switchTo('main')).toMatchObject({ carried: ['new.prompt'], queue: [] });
  folder.server.branch('dev');
  expect(await switchTo('dev')).toMatchObject({ queue: [{ message: 'unsent' }], written: ['a.prompt'] });
  await (await folder.copy()).send();
  expect(folder.server.filesOf('dev')).toMatchObject({ 'a.prompt': 'v1', 'main.prompt': 'm' });
});

it('a branch that is made again has what was unsent on it, and begins where that did', async () => {
  await switchTo('dev');
  folder.write({ 'a.prompt': 'v1' });
  await (await folder.copy()).commit('unsent');
  await switchTo('main');
  folder.server.deleteBranch('dev');
  folder.server.change({ 'b.prompt': 'b2' });
  await expect(switchTo('dev')).rejects.toThrow(NoSuchBranchError);
  expect(await switchTo('dev', { create: true })).toMatchObject({
    ...{ branch: 'dev', created: true, queue: [{ message: 'unsent' }] },
    ...{ written: ['a.prompt', 'b.prompt', 'dev.prompt'], deleted: ['main.prompt'] },
  });
  await (await folder.copy()).send();
  expect(folder.server.filesOf('dev')).toEqual({
    ...{ 'a.prompt': 'v1', 'b.prompt': 'b of dev', 'dev.prompt': 'd' },
  });
});

it('a copy that does not know of a switch does nothing on the wrong branch', async () => {
  const stale = await folder.copy();
  await switchTo('dev');
  folder.write({ 'a.prompt': 'mine' });
  for (const call of [
    () => stale.publish('m'),
    () => stale.commit('m'),
    () => stale.pull(),
    () => stale.status(),
  ])
    await expect(call()).rejects.toThrow(BranchSwitchedError);
  expect(folder.server.files['a.prompt']).toBe('a');
});

it('what is written in prompthub.yaml counts when it changes, and then nothing is taken for unchanged', async () => {
  folder.write({ 'a.prompt': 'v1' });
  await (await folder.copy()).commit('on main');
  await switchTo('dev');
  const link = `hub: ${folder.server.url}\nproject: acme/desk\n`;
  folder.write({ 'prompthub.yaml': `${link}branch: dev\n` });
  await (await folder.copy()).pull();
  folder.write({ 'prompthub.yaml': `${link}branch: main\n` });
  expect((await findLink(folder.root))?.branch).toBe('main');
  expect(await folder.states()).toMatchObject({ 'a.prompt': 'conflict', 'b.prompt': 'conflict' });
  expect((await (await folder.copy()).overview()).queue).toMatchObject([{ message: 'on main' }]);
  // The files are those of dev: nothing but what the commit keeps has its text.
  const taken = await (await folder.copy()).uncommit();
  const kept = taken?.kept ?? [];
  expect(kept.map(({ path, file }) => [path, readFileSync(file, 'utf8')])).toEqual([['a.prompt', 'v1']]);
});

it('stays on its branch when the hub gets another address', async () => {
  await switchTo('dev');
  const link = folder.read('prompthub.yaml') ?? '';
  folder.write({ 'prompthub.yaml': link.replace('127.0.0.1', 'localhost') });
  expect((await folder.copy()).branch).toBe('dev');
  expect(await folder.states()).toMatchObject({ 'b.prompt': 'in-sync', 'dev.prompt': 'in-sync' });
});

it('does not forget what is unsent when the folder is linked to another project', async () => {
  folder.write({ 'a.prompt': 'v1' });
  await (await folder.copy()).commit('for acme/desk');
  const link = folder.read('prompthub.yaml') ?? '';
  folder.write({ 'prompthub.yaml': link.replace('acme/desk', 'acme/other') });
  await expect((await folder.copy()).commit('m')).rejects.toThrow(UnsentCommitsError);
  folder.write({ 'prompthub.yaml': link });
  expect((await (await folder.copy()).overview()).queue).toMatchObject([{ message: 'for acme/desk' }]);
});
