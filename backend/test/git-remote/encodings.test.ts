import { startHub, type TestHub } from '../hub';
import { newProject } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';

jest.setTimeout(60_000);

// Commits and tags of tools that did not write UTF-8 keep every byte, and are shown as they were meant.
let hub: TestHub;
let token: string;
beforeAll(async () => {
  hub = await startHub();
  token = await personalToken(hub, 'editor');
});
afterAll(() => hub?.close());

let projects = 0;

it.each([
  ['that names its encoding', 'encoding ISO-8859-2\n', '\\261\\352', 'ąę'],
  ['that does not', '', '\\374\\337', 'üß'],
  ['that names one that is not known', 'encoding my-own\n', '\\374\\337', 'üß'],
])('a commit %s', async (_what, header, bytes, shown) => {
  const folder = new GitFolder();
  try {
    const slug = `encodings-${++projects}`;
    const registry = await newProject(hub, slug);
    const url = remoteUrl(hub, slug, token);
    await folder.git('.', 'init', '--quiet', '--initial-branch=main', 'mine');
    const tree = await folder.shell('mine', 'git mktree < /dev/null');
    const person = `${bytes} <a@example.com> 1700000000 +0000`;
    const raw = `tree ${tree}\\nauthor ${person}\\ncommitter ${person}\\n${header.replace('\n', '\\n')}\\nSubject ${bytes}\\n`;
    const id = await folder.shell('mine', `printf '${raw}' | git hash-object -t commit -w --stdin`);
    await folder.git('mine', 'update-ref', 'refs/heads/main', id);
    const tagged = `object ${id}\\ntype commit\\ntag v1\\ntagger ${person}\\n\\nTag\\n`;
    const tag = await folder.shell('mine', `printf '${tagged}' | git hash-object -t tag -w --stdin`);
    await folder.git('mine', 'update-ref', 'refs/tags/v1', tag);
    await folder.git('mine', 'push', '--quiet', url, 'main', 'v1');
    const [commit] = (await registry.get('history')).body.items;
    expect(commit).toMatchObject({ id, message: `Subject ${shown}`, author: { name: shown } });
    await folder.git('.', 'clone', '--quiet', '--mirror', url, 'copy');
    expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
    expect(await folder.git('copy', 'rev-parse', 'main', 'v1')).toBe(`${id}\n${tag}`);
  } finally {
    folder.remove();
  }
});

it('a file that is no text comes with its exact bytes', async () => {
  const folder = new GitFolder();
  try {
    const registry = await newProject(hub, 'bytes');
    const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff, 0xfe, 10]);
    await folder.git('.', 'init', '--quiet', '--initial-branch=main', 'mine');
    const id = await folder.commit('mine', { 'a.png': picture, 'a.md': 'Grüße\n' });
    await folder.git('mine', 'push', '--quiet', remoteUrl(hub, 'bytes', token), 'main');
    for (const ref of ['main', id]) {
      const { body } = await registry.get('file', { path: 'a.png', ref });
      expect(Buffer.from(body.base64, 'base64')).toEqual(picture);
      const text = await registry.get('file', { path: 'a.md', ref });
      expect(text.body).toMatchObject({ content: 'Grüße\n' });
      expect(text.body.base64).toBeUndefined();
    }
  } finally {
    folder.remove();
  }
});
