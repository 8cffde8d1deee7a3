import { startHub, type TestHub } from '../hub';
import { newProject, type RegistryClient } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';

jest.setTimeout(60_000);

// Tags with a message of their own are objects of Git: they come back as they were pushed, with the real `git` on both ends.
let hub: TestHub;
let token: string;
let folder: GitFolder;
beforeAll(async () => {
  hub = await startHub();
  token = await personalToken(hub, 'owner');
});
beforeEach(() => {
  folder = new GitFolder();
});
afterEach(() => folder.remove());
afterAll(() => hub?.close());

let projects = 0;
const url = () => remoteUrl(hub, `tags-${projects}`, token);

async function linked(): Promise<RegistryClient> {
  const registry = await newProject(hub, `tags-${++projects}`);
  await folder.git('.', 'init', '--quiet', '--initial-branch=main', 'mine');
  await folder.git('mine', 'remote', 'add', 'origin', url());
  return registry;
}

const tag = (...args: string[]) => folder.git('mine', 'tag', '--annotate', ...args);
const push = (...refs: string[]) => folder.git('mine', 'push', '--quiet', 'origin', ...refs);
const tagsOf = async (registry: RegistryClient) => (await registry.get('tags')).body.items;
const MESSAGE = 'Grüße 😀\n\n- first\n- second';

describe.each([0, 1, 2])('protocol version %i', (version) => {
  const protocol = ['-c', `protocol.version=${version}`] as const;

  it('gives a tag back with its id, its message and who made it', async () => {
    const registry = await linked();
    const first = await folder.commit('mine', { a: '1' });
    await tag('v1', '--message', MESSAGE);
    await folder.commit('mine', { a: '2' });
    await push('main', 'v1');
    await folder.git('.', ...protocol, 'clone', '--quiet', url(), 'copy');
    const same = async (...args: string[]) =>
      expect(await folder.git('copy', ...args)).toBe(await folder.git('mine', ...args));
    await same('rev-parse', 'v1', 'v1^{commit}');
    await same('cat-file', 'tag', 'v1');
    await same('show', '--no-patch', 'v1');
    await same('describe');
    expect(await folder.git('copy', 'describe')).toMatch(/^v1-1-g[0-9a-f]{7}$/);
    expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
    expect(await tagsOf(registry)).toEqual([
      {
        name: 'v1',
        commit: first,
        message: MESSAGE,
        object: await folder.git('mine', 'rev-parse', 'v1'),
        createdBy: 'Ada',
        createdAt: new Date(
          Number(await folder.git('mine', 'for-each-ref', '--format=%(taggerdate:unix)', 'refs/tags/v1')) *
            1000,
        ).toISOString(),
      },
    ]);
    expect((await registry.get('history', { ref: 'v1' })).body.items[0].id).toBe(first);
  });

  it('brings tags along with what they name, and those of what is there already', async () => {
    await linked();
    const first = await folder.commit('mine', { a: '1' });
    await push('main');
    await folder.git('.', ...protocol, 'clone', '--quiet', url(), 'copy');
    await tag('old', first, '--message', 'x');
    const second = await folder.commit('mine', { a: '2' });
    await tag('new', second, '--message', 'x');
    await folder.git('mine', 'tag', 'plain', first);
    await push('main', 'old', 'new', 'plain');
    await folder.git('copy', ...protocol, 'fetch', '--quiet');
    const refs = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/tags'] as const;
    expect(await folder.git('copy', ...refs)).toBe(await folder.git('mine', ...refs));
    expect(await folder.git('copy', 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
    const listed = await folder.git('copy', ...protocol, 'ls-remote', '--tags', 'origin');
    expect(listed.split('\n').map((line) => line.split('\t'))).toEqual([
      [await folder.git('mine', 'rev-parse', 'new'), 'refs/tags/new'],
      [second, 'refs/tags/new^{}'],
      [await folder.git('mine', 'rev-parse', 'old'), 'refs/tags/old'],
      [first, 'refs/tags/old^{}'],
      [first, 'refs/tags/plain'],
    ]);
  });
});

it('a tag with a message that is made on the hub is one in git, too', async () => {
  const registry = await linked();
  await folder.commit('mine', { a: '1' });
  await push('main');
  const json = { name: 'v2', ref: 'main', message: 'As shown' };
  const made = await registry.request('tags', { json });
  await registry.request('tags', { json: { name: 'v3', ref: 'main' } });
  await folder.git('mine', 'fetch', '--quiet', '--tags', 'origin');
  expect(await folder.git('mine', 'rev-parse', 'v2')).toBe(made.body.object);
  const format = '--format=%(objecttype) %(taggername) %(contents)';
  expect(await folder.git('mine', 'for-each-ref', format, 'refs/tags/v2')).toBe(
    'tag editor person As shown\n',
  );
  expect(await folder.git('mine', 'cat-file', '-t', 'v3')).toBe('commit');
  expect(await folder.git('mine', 'fsck', '--strict', '--full')).toBe('');
});

it('one tag object may have two names, and comes again after its name was taken away', async () => {
  const registry = await linked();
  await folder.commit('mine', { a: '1' });
  await tag('v1', '--message', 'x');
  await push('main', 'v1');
  await push('v1:refs/tags/same');
  const [same, v1] = await tagsOf(registry);
  expect([same.object, v1.object]).toEqual([v1.object, same.object]);
  await push(':refs/tags/v1');
  expect((await tagsOf(registry)).map(({ name }: { name: string }) => name)).toEqual(['same']);
  await push('v1');
  await folder.git('.', 'clone', '--quiet', '--mirror', url(), 'copy');
  expect(await folder.git('copy', 'rev-parse', 'v1', 'same')).toBe(
    await folder.git('mine', 'rev-parse', 'v1', 'v1'),
  );
});

it('a tag brings a version that is on no branch', async () => {
  const registry = await linked();
  await folder.commit('mine', { a: '1' });
  await push('main');
  await folder.git('mine', 'switch', '--quiet', '--detach');
  const aside = await folder.commit('mine', { a: '2' });
  await tag('aside', '--message', 'x');
  await push('aside');
  expect((await registry.get('file', { path: 'a', ref: 'aside' })).body.content).toBe('2');
  await folder.git('.', 'clone', '--quiet', url(), 'copy');
  expect(await folder.git('copy', 'rev-parse', 'aside^{}')).toBe(aside);
});

it('a tag stays where it was put, also when only its message is another', async () => {
  await linked();
  await folder.commit('mine', { a: '1' });
  await tag('v1', '--message', 'x');
  await push('main', 'v1');
  await tag('--force', 'v1', '--message', 'y');
  const { code, stderr } = await folder.run(['push', '--force', 'origin', 'v1'], { cwd: 'mine' });
  expect([code, stderr]).toEqual([1, expect.stringContaining('a tag stays where it was put')]);
});

it('tags of tags, of folders and of files are refused', async () => {
  const registry = await linked();
  await folder.commit('mine', { a: '1' });
  await tag('v1', '--message', 'x');
  await tag('of-tag', 'v1', '--message', 'x');
  await tag('of-tree', 'HEAD^{tree}', '--message', 'x');
  await tag('of-blob', 'HEAD:a', '--message', 'x');
  for (const [name, type] of [
    ['of-tag', 'tag'],
    ['of-tree', 'tree'],
    ['of-blob', 'blob'],
  ] as const) {
    const { code, stderr } = await folder.run(['push', 'origin', 'main', name], { cwd: 'mine' });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`this tag is one of a ${type}`)]);
  }
  expect(await tagsOf(registry)).toEqual([]);
});
