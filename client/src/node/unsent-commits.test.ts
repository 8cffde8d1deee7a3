import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubUnreachableError } from '../errors';
import { LinkedFolder } from '../testing/linked-folder';
import { PublishConflictError } from './publish';
import { LostTextError } from './send-queue';
import { CommitInDoubtError } from './copy-errors';

const prompt = (model: string, ...lines: string[]) => `---\nmodel: ${model}\n---\n${lines.join('\n')}\n`;
const BASE = prompt('echo/a', 'one', 'two', 'three', 'four');
let folder: LinkedFolder;

beforeEach(async () => {
  folder = await LinkedFolder.pulled({ 'a.prompt': BASE, 'b.prompt': 'b' });
});
afterEach(() => folder.remove());

const overview = async (options?: { offline: boolean }) => (await folder.copy()).overview(options);
const commit = async (message: string, files: Record<string, string>) => {
  folder.write(files);
  return (await folder.copy()).commit(message, { paths: Object.keys(files) });
};
const send = async () => (await folder.copy()).send();

it('commits while the hub is away, says so, and sends in order when it is back', async () => {
  folder.cut();
  await commit(' one ', { 'a.prompt': 'v1' });
  await commit('two', { 'a.prompt': 'v2', 'new.prompt': 'n' });
  folder.write({ 'b.prompt': 'not committed' });
  expect(await (await folder.copy()).commit('nothing', { paths: ['a.prompt'] })).toBeUndefined();
  const away = await overview();
  expect(away).toMatchObject({ branch: 'main', behind: undefined, away: expect.any(HubUnreachableError) });
  expect(away.queue.map(({ message }) => message)).toEqual(['one', 'two']);
  expect(Object.fromEntries(away.files.map(({ path, state }) => [path, state]))).toEqual({
    ...{ 'a.prompt': 'committed', 'b.prompt': 'modified', 'new.prompt': 'committed' },
  });
  await expect(send()).rejects.toThrow(HubUnreachableError);
  folder.mend();
  expect(await send()).toMatchObject({ commits: [{ message: 'one' }, { message: 'two' }], merged: [] });
  expect(folder.server.messages.slice(1)).toEqual(['one', 'two']);
  expect(folder.server.files).toEqual({ 'a.prompt': 'v2', 'b.prompt': 'b', 'new.prompt': 'n' });
  expect(await overview()).toMatchObject({ queue: [], behind: 0, away: undefined });
  expect(await folder.states()).toMatchObject({ 'a.prompt': 'in-sync', 'b.prompt': 'modified' });
});

it('publish sends what waits before what changed', async () => {
  await commit('first', { 'a.prompt': 'v1' });
  folder.write({ 'b.prompt': 'b1' });
  const copy = await folder.copy();
  expect(await copy.publish('second')).toMatchObject({ paths: ['b.prompt'], sent: [{ message: 'first' }] });
  expect(folder.server.messages.slice(1)).toEqual(['first', 'second']);
});

it('publish tells of each commit that was sent before something did not fit', async () => {
  await commit('first', { 'a.prompt': 'v1' });
  await commit('second', { 'a.prompt': 'v2' });
  folder.write({ 'b.prompt': 'b1' });
  folder.server.change({ 'b.prompt': 'theirs' });
  const sent: [string, number][] = [];
  const onSent = ({ message }: { message: string }, left: number) => void sent.push([message, left]);
  await expect((await folder.copy()).publish('third', { onSent })).rejects.toThrow(PublishConflictError);
  expect(sent).toEqual([
    ['first', 1],
    ['second', 0],
  ]);
});

it('takes back the last one, and its changes stay', async () => {
  await commit('one', { 'a.prompt': 'v1' });
  await commit('two', { 'a.prompt': 'v2' });
  expect(await (await folder.copy()).uncommit()).toMatchObject({ message: 'two', kept: [] });
  expect(readdirSync(join(folder.root, '.prompthub/objects'))).toHaveLength(1);
  expect([folder.read('a.prompt'), await folder.states()]).toMatchObject(['v2', { 'a.prompt': 'modified' }]);
  const one = await (await folder.copy()).uncommit();
  expect(one).toMatchObject({ message: 'one', kept: [{ path: 'a.prompt' }] });
  expect(readFileSync(one?.kept[0]?.file ?? '', 'utf8')).toBe('v1');
  expect(await (await folder.copy()).uncommit()).toBeUndefined();
  expect(await folder.states()).toMatchObject({ 'a.prompt': 'modified' });
});

it.each(['send', 'pull'] as const)(
  '%s merges what others changed: in each commit, and in the file',
  async (how) => {
    await commit('model', { 'a.prompt': BASE.replace('echo/a', 'echo/b') });
    await commit('one', { 'a.prompt': BASE.replace('echo/a', 'echo/b').replace('one', 'first') });
    folder.write({
      'a.prompt': BASE.replace('echo/a', 'echo/b').replace('one', 'first').replace('two', 'second'),
    });
    folder.server.change({ 'a.prompt': BASE.replace('four', 'fourth') });
    expect(await overview()).toMatchObject({ behind: 1, files: [{ state: 'conflict' }, {}] });
    if (how === 'pull')
      expect(await (await folder.copy()).pull()).toMatchObject({ merged: ['a.prompt'], conflicts: [] });
    expect(await send()).toMatchObject({ merged: how === 'send' ? ['a.prompt'] : [] });
    const [, , model, one] = folder.server.log('main').map(({ id }) => folder.server.filesOf(id)['a.prompt']);
    expect(model).toBe(prompt('echo/b', 'one', 'two', 'three', 'fourth'));
    expect(one).toBe(prompt('echo/b', 'first', 'two', 'three', 'fourth'));
    expect(folder.read('a.prompt')).toBe(prompt('echo/b', 'first', 'second', 'three', 'fourth'));
    expect(await folder.states()).toMatchObject({ 'a.prompt': 'modified' });
  },
);

it.each([
  ['mine', 'v2', ['v1', 'v2'], 'v2'],
  ['theirs', 'theirs', [], 'theirs'],
  [{ content: 'both' }, 'both', ['both'], 'both'],
] as const)(
  'what does not fit is a conflict that a person settles: %j',
  async (resolution, here, sent, there) => {
    await commit('one', { 'a.prompt': 'v1', 'b.prompt': 'b1' });
    await commit('two', { 'a.prompt': 'v2' });
    folder.server.change({ 'a.prompt': 'theirs' });
    await expect(send()).rejects.toThrow(PublishConflictError);
    expect((await overview()).queue).toHaveLength(2);
    expect(await (await folder.copy()).pull()).toMatchObject({ conflicts: ['a.prompt'] });
    const settled = await (await folder.copy()).pull({ resolve: () => Promise.resolve(resolution) });
    expect(settled).toMatchObject({ resolved: ['a.prompt'], conflicts: [] });
    expect(folder.read('a.prompt')).toBe(here);
    await send();
    const texts = folder.server
      .log('main')
      .slice(2)
      .map(({ id }) => folder.server.filesOf(id)['a.prompt']);
    expect(texts.filter((text) => text !== 'theirs')).toEqual(sent);
    expect(folder.server.files).toEqual({ 'a.prompt': there, 'b.prompt': 'b1' });
    expect(Object.values(await folder.states())).toEqual(['in-sync', 'in-sync']);
  },
);

it.each([
  ['changed', 'deleted', 'mine', 'v1'],
  ['changed', 'deleted', 'theirs', undefined],
  ['deleted', 'changed', 'mine', undefined],
  ['deleted', 'changed', 'theirs', 'theirs'],
] as const)('a file that was %s here and %s there: %s', async (here, _there, resolution, outcome) => {
  if (here === 'deleted') folder.delete('a.prompt');
  else folder.write({ 'a.prompt': 'v1' });
  await (await folder.copy()).commit('one');
  folder.server.change({ 'a.prompt': here === 'deleted' ? 'theirs' : null });
  await expect(send()).rejects.toThrow(PublishConflictError);
  await (await folder.copy()).pull({ resolve: () => Promise.resolve(resolution) });
  expect(folder.read('a.prompt')).toBe(outcome);
  await send();
  expect(folder.server.files['a.prompt']).toBe(outcome);
  expect(folder.server.messages.slice(2)).toEqual(resolution === 'mine' ? ['one'] : []);
  expect(await overview()).toMatchObject({ queue: [], behind: 0 });
});

it('knows a commit again that arrived without our hearing of it, even when somebody reverted it since', async () => {
  await commit('one', { 'a.prompt': 'v1' });
  folder.fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (init?.method === 'POST') throw new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } });
    return answer;
  };
  await expect(send()).rejects.toThrow(HubUnreachableError);
  folder.mend();
  folder.server.change({ 'a.prompt': BASE }, { message: 'revert' });
  await expect((await folder.copy()).uncommit()).rejects.toThrow(CommitInDoubtError);
  const onSent = jest.fn();
  expect(await (await folder.copy()).send({ onSent })).toMatchObject({ commits: [{ message: 'one' }] });
  expect(onSent.mock.calls).toMatchObject([[{ message: 'one' }, 0]]);
  expect(folder.server.messages.slice(1)).toEqual(['one', 'revert']);
  expect(await (await folder.copy()).pull()).toMatchObject({ written: ['a.prompt'] });
  expect(folder.read('a.prompt')).toBe(BASE);
});

it('a request that never arrived is sent again, on top of what is there then', async () => {
  await commit('one', { 'a.prompt': 'v1' });
  folder.fetch = (input, init) =>
    init?.method === 'POST'
      ? Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNRESET' } }))
      : fetch(input, init);
  await expect(send()).rejects.toThrow(HubUnreachableError);
  folder.mend();
  folder.server.change({ 'b.prompt': 'b1' });
  await send();
  expect(folder.server.messages.slice(1)).toEqual(['from elsewhere', 'one']);
  expect(await overview()).toMatchObject({ behind: 1, queue: [] });
  await (await folder.copy()).pull();
  expect(await overview()).toMatchObject({ behind: 0 });
});

it('two windows that commit and send at once do it one after the other', async () => {
  folder.write({ 'a.prompt': 'a1', 'b.prompt': 'b1' });
  const copies = await Promise.all([folder.copy(), folder.copy(), folder.copy(), folder.copy()]);
  await Promise.all([
    ...['a.prompt', 'b.prompt'].map((path, at) => copies[at]?.commit(path, { paths: [path] })),
    ...copies.slice(2).map((copy) => copy.send()),
  ]);
  await send();
  expect(folder.server.messages.slice(1).sort()).toEqual(['a.prompt', 'b.prompt']);
  expect(folder.server.files).toEqual({ 'a.prompt': 'a1', 'b.prompt': 'b1' });
  expect(await overview()).toMatchObject({ queue: [], behind: 0 });
});

it.each(['', ' \n', 'x'.repeat(10_001), 'nul \0'])(
  'refuses a message that the hub would not take',
  async (message) => {
    await expect(commit(message, { 'a.prompt': 'v1' })).rejects.toThrow(RangeError);
    expect((await overview()).queue).toEqual([]);
  },
);

it('says when a text that waited was destroyed, and that can be mended', async () => {
  const made = await commit('one', { 'a.prompt': 'v1' });
  const blob = made?.changes[0]?.blob ?? '';
  expect(await (await folder.copy()).queuedText(blob)).toBe('v1');
  folder.write({ [`.prompthub/objects/${blob}`]: 'damaged' });
  await expect(send()).rejects.toThrow(LostTextError);
  await (await folder.copy()).uncommit();
  await (await folder.copy()).commit('again');
  await send();
  expect(folder.server.files['a.prompt']).toBe('v1');
});

it.each([
  ['a.prompt', 'b.prompt', BASE],
  ['new.prompt', 'b.prompt', undefined],
])('a branch can be entered although a text of it was destroyed: %s', async (lost, whole, text) => {
  const made = await commit('one', { [lost]: 'v1', [whole]: 'w1' });
  folder.server.branch('dev');
  const switchTo = async (branch: string) => (await folder.copy()).switchTo(branch);
  await switchTo('dev');
  const blob = made?.changes.find(({ path }) => path === lost)?.blob ?? '';
  folder.write({ [`.prompthub/objects/${blob}`]: 'damaged' });
  expect(await switchTo('main')).toMatchObject({ lost: [lost], written: [whole], queue: [{}] });
  expect([folder.read(lost), folder.read(whole)]).toEqual([text, 'w1']);
  await expect(send()).rejects.toThrow(LostTextError);
  await (await folder.copy()).uncommit();
  await (await folder.copy()).publish('what is left');
  expect(folder.server.files).toEqual({ 'a.prompt': BASE, [whole]: 'w1' });
  expect(await folder.states()).toEqual({ 'a.prompt': 'in-sync', [whole]: 'in-sync' });
});
