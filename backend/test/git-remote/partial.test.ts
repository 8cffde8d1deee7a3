import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { startHub, type TestHub } from '../hub';
import { newProject } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';
import { fastImport, graph } from './random-histories';

jest.setTimeout(300_000);

// Clones without files, or without folders, which fetch what they look at. Git's own server is the oracle.
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

/** A project with what is in the repository `mine`. @returns where to fetch it from: the hub, and git's own server. */
async function pushed(): Promise<{ hub: string; git: string }> {
  const slug = `partial-${++projects}`;
  await newProject(hub, slug);
  const url = remoteUrl(hub, slug, token);
  await folder.git('mine', 'push', '--quiet', url, 'refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*');
  for (const key of ['uploadpack.allowFilter', 'uploadpack.allowAnySHA1InWant'])
    await folder.git('mine', 'config', key, 'true');
  return { hub: url, git: `file://${path.join(folder.home, 'mine')}` };
}

/** A few versions of files in folders, one of them large. */
async function history(): Promise<void> {
  await folder.git('.', 'init', '--quiet', '--initial-branch=main', 'mine');
  for (let at = 0; at < 8; at++)
    await folder.commit('mine', {
      [`docs/${at % 3}.md`]: `text ${at}\n`,
      'docs/deep/er/note.md': `note ${at >> 1}\n`,
      'large.md': `${'line\n'.repeat(1000)}${at}`,
    });
  await folder.git('mine', 'tag', '--annotate', 'v1', '-m', 'x', 'main~4');
}

/** Objects that a clone has, and those that it left with the server (with a question mark). */
async function objects(clone: string): Promise<string[]> {
  const listed = await folder.git(
    clone,
    'rev-list',
    '--objects',
    '--no-object-names',
    '--missing=print',
    '--all',
  );
  return listed.split('\n').sort();
}

const FILTERS = ['blob:none', 'tree:0', 'blob:limit=1k', 'blob:limit=4000', 'blob:limit=1'];

describe.each([0, 2])('protocol version %i', (version) => {
  const protocol = ['-c', `protocol.version=${version}`] as const;

  it.each(FILTERS)('leaves out what %s says, and gives it when it is looked at', async (filter) => {
    await history();
    const from = await pushed();
    for (const name of ['hub', 'git'] as const)
      await folder.git(
        '.',
        ...protocol,
        'clone',
        '--quiet',
        '--no-checkout',
        `--filter=${filter}`,
        from[name],
        name,
      );
    const left = await objects('hub');
    expect(left).toEqual(await objects('git'));
    expect(left.some((id) => id.startsWith('?'))).toBe(true);
    await folder.git('hub', 'config', 'protocol.version', String(version));
    await folder.git('hub', 'checkout', '--quiet', 'main');
    expect(await folder.git('hub', 'status', '--porcelain')).toBe('');
    for (const args of [
      ['log', '--patch', '--stat', 'main'],
      ['show', 'v1:docs/deep/er/note.md'],
      ['blame', 'large.md'],
      ['describe'],
      ['archive', '--format=tar', 'main~3', 'docs'],
    ])
      expect(await folder.git('hub', ...args)).toBe(await folder.git('mine', ...args));
    expect(await folder.git('hub', 'fsck', '--strict', '--full')).toBe('');
  });

  it('takes what is made in a partial clone, and keeps it up to date', async () => {
    await history();
    const from = await pushed();
    await folder.git(
      '.',
      ...protocol,
      'clone',
      '--quiet',
      '--filter=blob:none',
      '--depth=2',
      from.hub,
      'hub',
    );
    const made = await folder.commit('hub', { 'docs/new.md': 'new\n' });
    await folder.git('hub', ...protocol, 'push', '--quiet', 'origin', 'main');
    await folder.git('.', 'clone', '--quiet', from.hub, 'whole');
    expect(await folder.git('whole', 'rev-parse', 'HEAD')).toBe(made);
    expect(await folder.git('whole', 'fsck', '--strict', '--full')).toBe('');
    const next = await folder.commit('whole', { 'docs/0.md': 'next\n' });
    await folder.git('whole', 'push', '--quiet', 'origin', 'main');
    await folder.git('hub', ...protocol, 'pull', '--quiet', '--ff-only');
    expect(await folder.git('hub', 'rev-parse', 'HEAD')).toBe(next);
    expect(await folder.git('hub', 'show', 'HEAD:docs/0.md')).toBe('next');
    await folder.git('hub', ...protocol, 'fetch', '--quiet', '--unshallow');
    expect(await folder.git('hub', 'log', '--format=%H')).toBe(
      await folder.git('whole', 'log', '--format=%H'),
    );
  });
});

it.each(['tree:2', 'sparse:oid=main', 'combine:blob:none+tree:1', 'object:type=blob'])(
  'a filter that is not offered (%s) is named',
  async (filter) => {
    await history();
    const { hub: url } = await pushed();
    const { code, stderr } = await folder.run(['clone', `--filter=${filter}`, url, 'hub']);
    expect([code, stderr]).toEqual([128, expect.stringMatching(/there is no filter "[^"]+" here/)]);
  },
);

const RUNS = process.env['PROMPTHUB_FULL'] ? 100 : 6;

it('random histories leave out what git leaves out, and are whole when all is fetched', async () => {
  const story = fc.record({
    graph,
    version: fc.constantFrom(0, 1, 2),
    filter: fc.constantFrom('blob:none', 'tree:0', 'blob:limit=1'),
    depth: fc.option(fc.integer({ min: 1, max: 4 })),
  });
  for (const [run, each] of fc.sample(story, { numRuns: RUNS, seed: 43 }).entries()) {
    folder.remove();
    folder = new GitFolder();
    await folder.git('.', 'init', '--quiet', 'mine');
    writeFileSync(path.join(folder.home, 'stream'), fastImport(each.graph, run));
    await folder.shell('mine', 'git fast-import --quiet --force < ../stream');
    const from = await pushed();
    const flags = [`--filter=${each.filter}`, `--branch=g${run}-0`, '--no-checkout', '--no-single-branch'];
    if (each.depth !== null) flags.push(`--depth=${each.depth}`);
    const protocol = ['-c', `protocol.version=${each.version}`];
    for (const name of ['hub', 'git'] as const)
      await folder.git('.', ...protocol, 'clone', '--quiet', ...flags, from[name], name);
    expect(await objects('hub')).toEqual(await objects('git'));
    // Walks over everything, and so fetches it.
    await folder.git('hub', ...protocol, 'rev-list', '--objects', '--all');
    expect(await folder.git('hub', 'fsck', '--strict', '--full')).toBe('');
  }
});
