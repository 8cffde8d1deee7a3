import { startHub, type TestHub, type TestRole } from '../hub';
import { ownerQuery } from '../owner-query';
import { newProject, type RegistryClient } from '../registry/registry-client';
import { personalToken, remoteUrl } from './git-client';
import { headsOf, PushFolder } from './push-folder';

jest.setTimeout(60_000);

let hub: TestHub;
let folder: PushFolder;
const tokens = new Map<TestRole, string>();
beforeAll(async () => {
  hub = await startHub();
  for (const role of ['owner', 'editor'] as const) tokens.set(role, await personalToken(hub, role));
});
beforeEach(() => {
  folder = new PushFolder();
});
afterEach(() => folder.remove());
afterAll(() => hub?.close());

let projects = 0;
const PROMPT = '---\nmodel: echo/echo\n---\nHello {{name}}\n';

/** A project, and a repository in the folder `mine` whose `origin` it is. */
async function linked(): Promise<RegistryClient> {
  const registry = await newProject(hub, `refused-${++projects}`);
  await folder.link(remoteUrl(hub, `refused-${projects}`, tokens.get('editor')));
  return registry;
}

describe('a push is refused, with a message for people, and changes nothing', () => {
  afterEach(async () => {
    const [left] = await ownerQuery<{ count: string }>(
      hub,
      `SELECT count(*) FROM git_objects o JOIN projects p ON p.id = o.project_id AND p.slug = $1
       WHERE NOT EXISTS (SELECT FROM branches b WHERE b.project_id = p.id)`,
      [`refused-${projects}`],
    );
    expect(left?.count).toBe('0');
  });

  it('when a prompt at the end of the branch has errors; older ones may have had them', async () => {
    const registry = await linked();
    const broken = { 'a/hello.prompt': '---\nmodel: echo/echo\n---\n{{#if x}}\n' };
    await folder.commit('mine', broken);
    await folder.refused(
      /remote: a\/hello\.prompt:\d+:\d+: .*\n[^]*\[remote rejected\] main -> main \(prompts have errors\)/,
      'origin',
      'main',
    );
    await folder.commit('mine', { 'a/hello.prompt': PROMPT });
    await folder.pushed('origin', 'main');
    await folder.commit('mine', broken);
    await folder.refused(/prompts have errors/, 'origin', 'main:other');
    expect(Object.keys(await headsOf(registry))).toEqual(['main']);
  });

  it('when it deletes a partial that prompts include, all of which are named, on any branch', async () => {
    const registry = await linked();
    const user = '---\nmodel: echo/echo\n---\n{{>tone}}\n';
    const files = { '_tone.prompt': 'Be kind.\n', 'a.prompt': user, 'b/c.prompt': user, 'd.prompt': PROMPT };
    const first = await folder.commit('mine', files);
    await folder.pushed('origin', 'main');
    await folder.git('mine', 'rm', '--quiet', '_tone.prompt');
    await folder.commit('mine', {}, 'Delete');
    for (const branch of ['main', 'other'])
      await folder.refused(
        /\[remote rejected\] main -> \w+ \("_tone\.prompt" cannot be deleted: "a\.prompt", "b\/c\.prompt" include it\./,
        'origin',
        `main:${branch}`,
      );
    expect(await headsOf(registry)).toEqual({ main: first });
    await folder.commit('mine', { 'a.prompt': PROMPT, 'b/c.prompt': PROMPT }, 'Without it');
    await folder.pushed('origin', 'main');
  });

  it.each([
    [
      'a file of 20 MB',
      { 'big.bin': Buffer.alloc(20_000_000, 'x') },
      /5 MiB at most[^]*big\.bin\S* has 19 MiB/,
    ],
    [
      'a prompt that is no text',
      { 'x.prompt': Buffer.from([0xff, 0xfe, 0x00]) },
      /"x\.prompt" is not UTF-8 text/,
    ],
    ['names that differ only in case', { 'Read.me': '1', 'read.me': '2' }, /differ only in case/],
    ['.gitmodules', { '.gitmodules': '' }, /reserved by Git/],
  ])('for %s', async (_what, files, message) => {
    await linked();
    await folder.commit('mine', files);
    await folder.refused(message, 'origin', 'main');
  });

  it('for a symbolic link', async () => {
    await linked();
    await folder.commit('mine', { target: 'x' });
    const blob = await folder.git('mine', 'rev-parse', 'HEAD:target');
    await folder.git('mine', 'update-index', '--add', '--cacheinfo', `120000,${blob},other`);
    await folder.git('mine', 'commit', '--quiet', '--message', 'x');
    await folder.refused(/symbolic link/, 'origin', 'main');
  });

  it('for a submodule, a name that is not UTF-8, and one that leaves the project', async () => {
    await linked();
    const commit = await folder.commit('mine', { a: '1' });
    const blob = await folder.git('mine', 'rev-parse', 'HEAD:a');
    const raw: [string, RegExp][] = [
      [`160000 commit ${commit}\tsub`, /submodule/],
      [`100644 blob ${blob}\t..`, /"\.\." is not a name/],
      [`100644 blob ${blob}\t.git`, /reserved by Git/],
      [`040000 tree ${await folder.git('mine', 'rev-parse', 'HEAD^{tree}')}\t.GIT`, /reserved by Git/],
    ];
    for (const [line, message] of raw) {
      await folder.write('.', { entries: `${line}\n` });
      const tree = await folder.shell('mine', 'git mktree --missing < ../entries');
      await folder.git(
        'mine',
        'update-ref',
        'refs/heads/bad',
        await folder.git('mine', 'commit-tree', tree, '-m', 'x'),
      );
      await folder.refused(message, 'origin', 'bad');
    }
    const tree = await folder.shell('mine', `printf '100644 blob ${blob}\\tx\\377\\n' | git mktree`);
    await folder.git(
      'mine',
      'update-ref',
      'refs/heads/bad',
      await folder.git('mine', 'commit-tree', tree, '-m', 'x'),
    );
    await folder.refused(/is not UTF-8/, 'origin', 'bad');
  });

  it('of refs that are neither branches nor tags', async () => {
    await linked();
    await folder.commit('mine', { a: '1' });
    await folder.refused(/only branches/, 'origin', 'main:refs/notes/x');
  });

  it('when it would take versions from the default branch or a protected one', async () => {
    const registry = await linked();
    await folder.commit('mine', { a: '1' });
    const head = await folder.commit('mine', { a: '2' });
    await folder.pushed('origin', 'main:main', 'main:safe');
    await registry.request('branches/safe', { method: 'PATCH', as: 'owner', json: { protected: true } });
    await folder.git('mine', 'reset', '--quiet', '--hard', 'HEAD~1');
    await folder.refused(/non-fast-forward: "main" would lose a version/, '--force', 'origin', 'main');
    await folder.refused(/protected, and only owners/, '--force', 'origin', 'main:safe');
    await folder.refused(/default branch of the project, and stays/, 'origin', ':main');
    const asOwner = remoteUrl(hub, `refused-${projects}`, tokens.get('owner'));
    await folder.refused(/"safe" would lose a version/, '--force', asOwner, 'main:safe');
    await folder.refused(/nobody deletes it/, asOwner, ':safe');
    expect(await headsOf(registry)).toEqual({ main: head, safe: head });
  });

  it('when one of its refs is refused, all of them', async () => {
    const registry = await linked();
    await folder.commit('mine', { a: '1' });
    await folder.refused(
      /nothing moved, because refs\/heads\/main\/x was refused/,
      'origin',
      'main:main',
      'main:main/x',
    );
    expect(await headsOf(registry)).toEqual({});
  });
});
