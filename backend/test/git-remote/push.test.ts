import { startHub, type TestHub, type TestRole } from '../hub';
import { ownerQuery } from '../owner-query';
import { storedRows } from '../stored-rows';
import { newProject, type RegistryClient } from '../registry/registry-client';
import { personalToken, remoteUrl } from './git-client';
import { headsOf, PushFolder } from './push-folder';

jest.setTimeout(60_000);

// The real `git` at the other end of a real connection.
let hub: TestHub;
let folder: PushFolder;
const tokens = new Map<TestRole, string>();
beforeAll(async () => {
  hub = await startHub();
  for (const role of ['owner', 'editor', 'viewer', 'stranger'] as const)
    tokens.set(role, await personalToken(hub, role));
});
beforeEach(() => {
  folder = new PushFolder();
});
afterEach(() => folder.remove());
afterAll(() => hub?.close());

let projects = 0;
const PROMPT = '---\nmodel: echo/echo\n---\nHello {{name}}\n';

/** A project, and a repository in the folder `mine` whose `origin` it is. */
async function linked(as: TestRole = 'editor'): Promise<RegistryClient> {
  const registry = await newProject(hub, `push-${++projects}`);
  await folder.link(remoteUrl(hub, `push-${projects}`, tokens.get(as)));
  return registry;
}

/** What the hub gives equals what was pushed, bit for bit. */
async function expectCloneEquals(): Promise<void> {
  await folder.git(
    '.',
    'clone',
    '--quiet',
    '--mirror',
    remoteUrl(hub, `push-${projects}`, tokens.get('viewer')),
    'copy',
  );
  expect(await folder.git('copy', 'fsck', '--strict', '--full')).toBe('');
  const refs = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads'] as const;
  expect(await folder.git('copy', ...refs)).toBe(await folder.git('mine', ...refs));
}

describe('pushing', () => {
  it('fills an empty project; the hub shows files, history and changes as git does', async () => {
    const registry = await linked();
    const first = await folder.commit('mine', { 'hello.prompt': PROMPT, 'docs/ünï.txt': 'x\n' }, 'Begin');
    const second = await folder.commit('mine', { 'docs/ünï.txt': 'y\n' }, 'Title\n\nBody');
    await folder.pushed('origin', 'main');
    const { items } = (await registry.get('history')).body;
    expect(items).toMatchObject([
      { id: second, parents: [first], message: 'Title\n\nBody', author: { name: 'Ada' } },
      { id: first, parents: [], message: 'Begin' },
    ]);
    expect((await registry.get('file', { path: 'docs/ünï.txt' })).body.content).toBe('y\n');
    expect((await registry.get(`commits/${second}`)).body.changes).toMatchObject([
      { path: 'docs/ünï.txt', status: 'modified' },
    ]);
    await expectCloneEquals();
  });

  it('goes on from versions of the hub, and the hub from pushed ones', async () => {
    const registry = await linked();
    const made = await registry.publish({ 'hello.prompt': PROMPT, 'docs/a.txt': 'a' });
    await folder.git('mine', 'pull', '--quiet', 'origin', 'main');
    const mine = await folder.commit('mine', { 'docs/b.txt': 'b' });
    await folder.pushed('origin', 'main');
    const next = await registry.publish({ 'docs/a.txt': 'A' }, { parent: mine });
    expect(next.commit.parents).toEqual([mine]);
    const path = { path: 'docs/a.txt' };
    expect((await registry.get('history', path)).body.items).toMatchObject([
      { id: next.commit.id },
      { id: made.commit.id },
    ]);
    await folder.git('mine', 'pull', '--quiet', 'origin', 'main');
    await expectCloneEquals();
  });

  it('takes branches and merges, moves them forward, deletes them', async () => {
    const registry = await linked();
    await folder.commit('mine', { a: '1' });
    await folder.git('mine', 'switch', '--quiet', '--create', 'feature/x');
    const side = await folder.commit('mine', { b: '1' });
    await folder.git('mine', 'switch', '--quiet', 'main');
    await folder.commit('mine', { c: '1' });
    await folder.git('mine', 'merge', '--quiet', '--no-edit', 'feature/x');
    const merge = await folder.git('mine', 'rev-parse', 'HEAD');
    await folder.pushed('origin', 'main', 'feature/x');
    expect(await headsOf(registry)).toEqual({ main: merge, 'feature/x': side });
    expect((await registry.get('files')).body.items.map((file: { path: string }) => file.path)).toEqual([
      'a',
      'b',
      'c',
    ]);
    await expectCloneEquals();
    const next = await registry.publish({ b: '2' }, { parent: side, branch: 'feature/x' });
    await folder.git('mine', 'fetch', '--quiet');
    expect(await folder.git('mine', 'rev-parse', 'origin/feature/x')).toBe(next.commit.id);
    await folder.pushed('origin', '--delete', 'feature/x');
    expect(Object.keys(await headsOf(registry))).toEqual(['main']);
  });

  it('takes a forced push of another branch, and leaves a trail', async () => {
    const registry = await linked();
    await folder.commit('mine', { a: '1' });
    await folder.pushed('origin', 'main:main', 'main:side');
    const lost = await folder.commit('mine', { a: '2' });
    await folder.pushed('origin', 'main:side');
    await folder.git('mine', 'commit', '--quiet', '--amend', '--message', 'other');
    const kept = await folder.git('mine', 'rev-parse', 'HEAD');
    await folder.refused(/non-fast-forward|fetch first/, 'origin', 'main:side');
    await folder.pushed('--force', 'origin', 'main:side');
    expect((await headsOf(registry))['side']).toBe(kept);
    const [event] = await ownerQuery(
      hub,
      `SELECT action, target, details FROM audit_events WHERE action = 'registry.branch.pushed' ORDER BY at DESC LIMIT 1`,
    );
    expect(event).toEqual({
      action: 'registry.branch.pushed',
      target: 'side',
      details: { from: lost, to: kept, lost: 1, by: 'git' },
    });
    const next = await registry.publish({ z: '1' }, { parent: kept, branch: 'side' });
    expect(next.commit.parents).toEqual([kept]);
  });

  it('takes tags, which stay where they were put', async () => {
    const registry = await linked();
    const first = await folder.commit('mine', { a: '1' });
    await folder.git('mine', 'tag', 'v1');
    await folder.pushed('origin', 'v1');
    expect((await registry.get('tags')).body.items).toMatchObject([{ name: 'v1', commit: first }]);
    await folder.commit('mine', { a: '2' });
    await folder.pushed('origin', 'main');
    await folder.git('mine', 'tag', '--force', 'v1');
    await folder.refused(/stays where it was put|already exists/, '--force', 'origin', 'v1');
    const listed = await folder.git('mine', 'ls-remote', '--tags', 'origin');
    expect(listed).toBe(`${first}\trefs/tags/v1`);
    await folder.refused(/only owners and admins take tags away/, 'origin', ':refs/tags/v1');
    await folder.pushed(remoteUrl(hub, `push-${projects}`, tokens.get('owner')), ':refs/tags/v1');
    expect((await registry.get('tags')).body.items).toEqual([]);
  });

  it('takes a commit of 10,000 files', async () => {
    const registry = await linked();
    const files = Object.fromEntries(
      Array.from({ length: 10_000 }, (_, i) => [`f/${i % 100}/${i}.txt`, `${i}\n`]),
    );
    await folder.commit('mine', files);
    await folder.pushed('origin', 'main');
    expect((await registry.get('files')).body.items).toHaveLength(10_000);
    await expectCloneEquals();
  });
});

it('changes nothing when its audit event cannot be written', async () => {
  await linked();
  await folder.commit('mine', { a: '1' });
  await folder.git('mine', 'tag', 'v1');
  await ownerQuery(
    hub,
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit trail is full'; END $$;
     CREATE TRIGGER refuse BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  try {
    const before = await storedRows(hub);
    for (const ref of ['main', 'main:refs/tags/v1'])
      await folder.refused(
        /remote: Nothing was saved\. Quote [^]*something went wrong in the hub/,
        'origin',
        ref,
      );
    expect({ ...(await storedRows(hub)), personal_tokens: [] }).toEqual({ ...before, personal_tokens: [] });
  } finally {
    await ownerQuery(hub, 'DROP FUNCTION refuse CASCADE');
  }
  await folder.pushed('origin', 'main');
});

it('takes one of two pushes that race, and tells the other', async () => {
  const registry = await linked();
  await folder.commit('mine', { a: '1' });
  await folder.pushed('origin', 'main');
  const results = await Promise.all(
    ['one', 'two', 'three'].map(async (name) => {
      await folder.git(
        '.',
        'clone',
        '--quiet',
        remoteUrl(hub, `push-${projects}`, tokens.get('editor')),
        name,
      );
      const id = await folder.commit(name, { [name]: '1' });
      return { name, id };
    }),
  );
  const answers = await Promise.all(
    results.map(({ name }) => folder.run(['push', '--quiet', 'origin', 'main'], { cwd: name })),
  );
  const won = results.filter((_result, index) => answers[index]?.code === 0);
  expect(won).toHaveLength(1);
  expect(await headsOf(registry)).toEqual({ main: won[0]?.id });
  for (const { code, stderr } of answers)
    if (code !== 0) expect(stderr).toMatch(/has moved since|fetch first/);
});
