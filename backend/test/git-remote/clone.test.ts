import { startHub, type TestHub } from '../hub';
import { newProject, type RegistryClient } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';

// The real `git` at the other end of a real connection.
jest.setTimeout(60_000);

let hub: TestHub;
let token: string;
let folder: GitFolder;
beforeAll(async () => {
  hub = await startHub();
  token = await personalToken(hub, 'viewer', ['read']);
});
beforeEach(() => {
  folder = new GitFolder();
});
afterEach(() => folder.remove());
afterAll(() => hub?.close());

let projects = 0;
const project = (): Promise<RegistryClient> => newProject(hub, `clone-${++projects}`);
const url = () => remoteUrl(hub, `clone-${projects}`, token);
const headOf = async (registry: RegistryClient): Promise<string> =>
  (await registry.get('branches')).body.items.find((branch: { name: string }) => branch.name === 'main').head;

/** Versions in several folders, each touching another file. */
async function history(registry: RegistryClient, versions: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < versions; i++) {
    const files = {
      [`folder-${i % 3}/deep/file-${i % 5}.txt`]: `text ${i}\n`,
      'ünï 文😀.prompt': `Hi ${i}\n`,
    };
    ids.push((await registry.publish(files, { parent: ids.at(-1) ?? null })).commit.id);
  }
  return ids;
}

describe.each([0, 1, 2])('protocol version %i', (version) => {
  const protocol = ['-c', `protocol.version=${version}`] as const;

  it('clones a sound repository with the ids of the hub', async () => {
    const registry = await project();
    const ids = await history(registry, 30);
    await folder.git('.', ...protocol, 'clone', '--quiet', url(), 'copy');
    expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
    expect((await folder.git('copy', 'log', '--format=%H')).split('\n')).toEqual(ids.toReversed());
    expect(await folder.git('copy', 'status', '--porcelain', '--branch')).toBe('## main...origin/main');
    expect(await folder.git('copy', 'show', 'HEAD:ünï 文😀.prompt')).toBe('Hi 29');
  });

  it('clones an empty project, whose branch is the default one', async () => {
    const registry = await project();
    await hub.dataSource.query(`UPDATE projects SET default_branch = 'trunk' WHERE slug = $1`, [
      `clone-${projects}`,
    ]);
    const { code, stderr } = await folder.run([...protocol, 'clone', url(), 'copy']);
    expect([code, stderr]).toEqual([0, expect.stringContaining('cloned an empty repository')]);
    if (version === 2) expect(await folder.git('copy', 'symbolic-ref', 'HEAD')).toBe('refs/heads/trunk');
    expect((await registry.get('files')).body.items).toEqual([]);
  });

  it('fetches only what is new', async () => {
    const registry = await project();
    await history(registry, 8);
    await folder.git('.', ...protocol, 'clone', '--quiet', url(), 'copy');
    expect(await folder.git('copy', ...protocol, 'fetch')).toBe('');
    const looseObjects = async () => Number.parseInt(await folder.git('copy', 'count-objects'), 10);
    const before = await looseObjects();
    const next = await registry.publish({ 'folder-0/new.txt': 'new\n' }, { parent: await headOf(registry) });
    await folder.git('copy', ...protocol, 'pull', '--quiet', '--ff-only');
    expect(await folder.git('copy', 'rev-parse', 'HEAD')).toBe(next.commit.id);
    // A commit, two trees and a blob.
    expect(await looseObjects()).toBe(before + 4);
    expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
  });

  it('serves a client with commits of its own, and branches beside each other', async () => {
    const registry = await project();
    const ids = await history(registry, 12);
    await folder.git('.', ...protocol, 'clone', '--quiet', url(), 'copy');
    // More than git names in its first request.
    const mine = 'commit refs/heads/main\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\n';
    await folder.write('.', { stream: `${mine}from refs/heads/main^0\n\n${`${mine}\n`.repeat(39)}` });
    await folder.shell('copy', 'git fast-import --quiet < ../stream');
    expect(await folder.git('copy', 'rev-list', '--count', 'origin/main..main')).toBe('40');
    const theirs = await registry.publish({ theirs: '1' }, { parent: ids.at(-1) });
    const side = await registry.publish({ side: '1' }, { parent: ids[4], branch: 'side/way' });
    await folder.git('copy', ...protocol, 'fetch', '--quiet');
    expect(await folder.git('copy', 'rev-parse', 'origin/main')).toBe(theirs.commit.id);
    expect(await folder.git('copy', 'rev-parse', 'origin/side/way')).toBe(side.commit.id);
    expect(await folder.git('copy', 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });

  it('lists branches without a clone', async () => {
    const registry = await project();
    const [id] = await history(registry, 1);
    const listed = await folder.git('.', ...protocol, 'ls-remote', '--symref', url());
    expect(listed).toBe(`ref: refs/heads/main\tHEAD\n${id}\tHEAD\n${id}\trefs/heads/main`);
    expect(await folder.git('.', ...protocol, 'ls-remote', url(), 'refs/heads/ma*')).toBe(
      `${id}\trefs/heads/main`,
    );
  });
});
