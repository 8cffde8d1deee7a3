import { startHub, type TestHub } from '../hub';
import { newProject, type RegistryClient } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';

jest.setTimeout(60_000);

// Files that are executable stay so, whatever is done with them.
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
const url = () => remoteUrl(hub, `modes-${projects}`, token);

/** A project with an executable and a plain file, cloned into `mine`. */
async function begun(): Promise<RegistryClient> {
  const registry = await newProject(hub, `modes-${++projects}`);
  await folder.git('.', 'clone', '--quiet', url(), 'mine');
  await folder.write('mine', { 'bin/run.sh': 'echo 1\necho 2\necho 3\n', 'a.md': 'a\nb\nc\n' });
  await folder.shell('mine', 'chmod +x bin/run.sh');
  await folder.commit('mine', {}, 'Begin');
  await folder.git('mine', 'push', '--quiet', 'origin', 'main');
  return registry;
}

const modes = async (at: string): Promise<Record<string, string>> => {
  const listed = (await folder.git('mine', 'ls-tree', '-r', at)).split('\n');
  return Object.fromEntries(listed.map((line) => [line.split('\t')[1], line.slice(0, 6)]));
};

it('come back with their ids, also when nothing but a mode changes', async () => {
  const registry = await begun();
  await folder.shell('mine', 'chmod +x a.md && git add a.md');
  await folder.git('mine', 'commit', '--quiet', '--message', 'mode');
  await folder.git('mine', 'push', '--quiet', 'origin', 'main');
  await folder.git('.', 'clone', '--quiet', url(), 'copy');
  expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
  expect(await folder.git('copy', 'rev-parse', 'HEAD')).toBe(await folder.git('mine', 'rev-parse', 'HEAD'));
  expect(await modes('main')).toEqual({ 'a.md': '100755', 'bin/run.sh': '100755' });
  expect((await registry.get('history')).body.items).toHaveLength(2);
});

it('stay executable when they are edited over the API', async () => {
  const registry = await begun();
  const parent = await folder.git('mine', 'rev-parse', 'main');
  await registry.publish({ 'bin/run.sh': 'echo 4\n', 'bin/new.sh': 'x\n' }, { parent });
  await folder.git('mine', 'pull', '--quiet');
  expect(await modes('main')).toEqual({ 'a.md': '100644', 'bin/new.sh': '100644', 'bin/run.sh': '100755' });
});

it.each([
  ['a mode and a text', ['chmod -x bin/run.sh'], ['sed -i s/2/two/ bin/run.sh']],
  ['a mode and a name', ['chmod +x a.md'], ['git mv a.md b.md']],
  ['a mode, and both texts', ['chmod +x a.md', 'sed -i s/a/A/ a.md'], ['sed -i s/c/C/ a.md']],
  ['the same mode', ['chmod +x a.md'], ['chmod +x a.md', 'sed -i s/c/C/ a.md']],
])('are merged as git merges them: %s', async (_what, ours, theirs) => {
  for (const [mine, others] of [
    [ours, theirs],
    [theirs, ours],
  ] as const) {
    folder.remove();
    folder = new GitFolder();
    const registry = await begun();
    for (const [branch, commands] of [
      ['side', others],
      ['main', mine],
    ] as const) {
      await folder.git('mine', 'switch', '--quiet', ...(branch === 'side' ? ['--create'] : []), branch);
      for (const command of [...commands, 'git add --all', `git commit --quiet -m ${branch}`])
        await folder.shell('mine', command);
      await folder.git('mine', 'push', '--quiet', 'origin', branch);
    }
    const expected = await folder.git('mine', 'merge-tree', '--write-tree', 'main', 'side');
    expect((await registry.request('merges', { json: { from: 'side' } })).status).toBe(200);
    await folder.git('mine', 'fetch', '--quiet');
    expect(await folder.git('mine', 'rev-parse', 'origin/main^{tree}')).toBe(expected);
  }
});
