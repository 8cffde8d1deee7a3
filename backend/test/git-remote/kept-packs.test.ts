import { startHub, type TestHub } from '../hub';
import { newProject } from '../registry/registry-client';
import { GitFolder, personalToken, remoteUrl } from './git-client';

// A clone of a long history is kept for the next one: what that gets must be as sound, and no more than it asked for.
jest.setTimeout(120_000);

let hub: TestHub;
let folder: GitFolder;
let url: string;
let clones = 0;
beforeAll(async () => {
  hub = await startHub();
});
beforeEach(async () => {
  folder = new GitFolder();
  const slug = `kept-${++clones}`;
  await newProject(hub, slug);
  url = remoteUrl(hub, slug, await personalToken(hub, 'editor'));
  await folder.git('.', 'init', '--quiet', '--initial-branch=main', 'work');
});
afterEach(() => folder.remove());
afterAll(() => hub?.close());

/** Commits on a branch, each of which changes one of seven files; texts come back after 30. */
async function grow(branch: string, amount: number, from?: string): Promise<void> {
  const commits = Array.from({ length: amount }, (_, i) => {
    const head = i > 0 ? '' : from === undefined ? '' : `from ${from}\n`;
    const text = `${branch} ${i % 30}\n`;
    return (
      `commit refs/heads/${branch}\ncommitter Ada <ada@example.com> ${1_700_000_000 + i} +0000\n` +
      `data ${text.length}\n${text}${head}M 100644 inline folder-${i % 3}/f${i % 7}.txt\ndata ${text.length}\n${text}\n`
    );
  });
  await folder.write('.', { stream: commits.join('') });
  await folder.shell('work', 'git fast-import --quiet < ../stream');
}

const push = (...refs: string[]) => folder.git('work', 'push', '--quiet', url, ...refs);

/** Clones, and expects exactly what the refs lead to, once each. @returns how often contents of objects were read. */
async function clone(...args: string[]): Promise<number> {
  const query = jest.spyOn(hub.dataSource.manager, 'query');
  const copy = `copy-${++clones}`;
  try {
    // Strictly: a pack that has an object twice is refused.
    await folder.git('.', '-c', 'fetch.fsckObjects=true', 'clone', '--quiet', '--bare', ...args, url, copy);
    const reads = query.mock.calls.filter(([text]) =>
      /SELECT .*\bcontent FROM git_objects/.test(text),
    ).length;
    const refs = (await folder.git(copy, 'for-each-ref', '--format=%(objectname)')).split('\n');
    const wanted = await folder.git('work', 'rev-list', '--objects', '--no-object-names', ...refs);
    const packed = await folder.shell(copy, 'cat objects/pack/*.idx | git show-index | cut -d" " -f2');
    expect(packed.split('\n').sort()).toEqual(wanted.split('\n').sort());
    expect(await folder.git(copy, 'fsck', '--strict', '--full')).toBe('');
    return reads;
  } finally {
    query.mockRestore();
  }
}

it('is not made again for the next one', async () => {
  await grow('main', 150);
  await push('main');
  expect(await clone()).toBeGreaterThan(0);
  expect(await clone()).toBe(0);
});

it('comes with what is new since then, of a branch and of others', async () => {
  await grow('main', 150);
  await push('main');
  await clone();
  await grow('main', 20, 'refs/heads/main^0');
  await grow('side', 30, 'refs/heads/main~100');
  await push('main', 'side');
  const little = await clone();
  expect(little).toBeGreaterThan(0);
  await grow('main', 200, 'refs/heads/main^0');
  await push('main');
  await clone();
  expect(await clone('--single-branch')).toBe(0);
  await clone();
});

it('has nothing of what no branch leads to any more', async () => {
  await grow('main', 150);
  await grow('longest', 160, 'refs/heads/main~100');
  await push('main', 'longest');
  await clone();
  await push(':longest');
  expect(await clone()).toBeGreaterThan(0);
  expect(await clone()).toBe(0);
});

it('is left alone by clones that leave something out', async () => {
  await grow('main', 150);
  await push('main');
  await clone();
  await folder.git('.', 'clone', '--quiet', '--bare', '--depth=3', url, 'shallow');
  expect(await folder.git('shallow', 'rev-list', '--count', 'HEAD')).toBe('3');
  expect(await clone()).toBe(0);
});

it('is the same for several that come at once', async () => {
  await grow('main', 150);
  await push('main');
  const copies = ['a', 'b', 'c'];
  await Promise.all(copies.map((copy) => folder.git('.', 'clone', '--quiet', '--bare', url, copy)));
  for (const copy of copies) expect(await folder.git(copy, 'fsck', '--strict', '--full')).toBe('');
  expect(await clone()).toBe(0);
});
