import { startHub, type TestHub } from '../hub';
import { newProject, type RegistryClient } from '../registry/registry-client';
import { storedRows } from '../stored-rows';
import { GitFolder, personalToken, remoteUrl } from './git-client';

jest.setTimeout(120_000);

// The same bad input over the API and by `git push`: refused with a clear message, or merged, and nothing lost.
let hub: TestHub;
let token: string;
let folder: GitFolder;
beforeAll(async () => {
  hub = await startHub();
  token = await personalToken(hub, 'editor');
});
beforeEach(() => {
  folder = new GitFolder();
});
afterEach(() => folder.remove());
afterAll(() => hub?.close());

let projects = 0;

async function linked(): Promise<RegistryClient> {
  const registry = await newProject(hub, `bad-input-${++projects}`);
  await folder.git('.', 'init', '--quiet', '--initial-branch=main', 'mine');
  await folder.git('mine', 'remote', 'add', 'origin', remoteUrl(hub, `bad-input-${projects}`, token));
  return registry;
}

const pathsOf = async (registry: RegistryClient): Promise<string[]> =>
  (await registry.get('files')).body.items.map(({ path }: { path: string }) => path);

describe('over the API', () => {
  it.each([
    ['half a surrogate pair, which is no UTF-8', 'a\ud800.md'],
    ['NUL', 'a\0.md'],
    ['a line break', 'a\n.md'],
    ['a backslash', '..\\a.md'],
    ['a way out', 'a/../../b.md'],
    ['a way from the root', '/etc/passwd'],
    ['a folder of git', '.git/config'],
    ['a folder of git in other words', 'a/.GIT/config'],
    ['a short name of Windows', 'GIT~1/config'],
    ['more than 1,024 bytes', `${'é'.repeat(600)}.md`],
  ])('a name with %s is refused, and changes nothing', async (_what, path) => {
    const registry = await linked();
    const before = await storedRows(hub);
    const { status, body } = await registry.post({ [path]: 'x' });
    expect([status, body.code]).toEqual([422, 'validation-failed']);
    expect(body.errors[0].message).toEqual(expect.stringMatching(/\w/));
    expect(await storedRows(hub)).toEqual(before);
  });

  it.each([
    [20_000_000, 422, { code: 'file-too-large', path: 'a.md', limit: 5 * 1024 * 1024 }],
    [40_000_000, 413, { code: 'too-large' }],
  ])('a file of %i bytes is refused', async (bytes, status, told) => {
    const registry = await linked();
    const answer = await registry.post({ 'a.md': 'x'.repeat(bytes) });
    expect([answer.status, answer.body]).toEqual([status, expect.objectContaining(told)]);
    expect(await pathsOf(registry)).toEqual([]);
  });
});

describe('by git push', () => {
  it('more than 20,000 files in a version are refused', async () => {
    const registry = await linked();
    const files = Array.from({ length: 20_001 }, (_, at) => `M 100644 :1 f/${at % 100}/${at}.md`);
    const commit = 'commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx';
    await folder.write('.', { stream: `blob\nmark :1\ndata 1\nx\n${commit}\n${files.join('\n')}\n` });
    await folder.shell('mine', 'git fast-import --quiet < ../stream');
    const { code, stderr } = await folder.run(['push', 'origin', 'main'], { cwd: 'mine' });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/20,?000/)]);
    expect(await pathsOf(registry)).toEqual([]);
  });

  it('a name that changes its case alone is taken, and merges with what others made of the file', async () => {
    const registry = await linked();
    const text = Array.from({ length: 9 }, (_, at) => `line ${at}\n`).join('');
    const start = await folder.commit('mine', { 'Read.md': text, 'docs/a.md': 'a\n' });
    await folder.git('mine', 'push', '--quiet', 'origin', 'main');
    await folder.git('mine', 'mv', 'Read.md', 'read.md');
    await folder.git('mine', 'mv', 'docs', 'tmp');
    await folder.git('mine', 'mv', 'tmp', 'Docs');
    await folder.commit('mine', {}, 'case');
    await folder.git('mine', 'push', '--quiet', 'origin', 'main');
    expect(await pathsOf(registry)).toEqual(['Docs/a.md', 'read.md']);
    await registry.publish({ 'Read.md': text.replace('4', 'four') }, { parent: start, branch: 'side' });
    const merged = await registry.request('merges', { json: { from: 'side' } });
    expect(merged.status).toBe(200);
    expect((await registry.get('file', { path: 'read.md' })).body.content).toBe(text.replace('4', 'four'));
    await folder.git('.', 'clone', '--quiet', remoteUrl(hub, `bad-input-${projects}`, token), 'copy');
    expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
    expect(await folder.git('copy', 'ls-files')).toBe('Docs/a.md\nread.md');
  });
});
