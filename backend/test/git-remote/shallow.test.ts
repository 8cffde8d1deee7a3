import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { startHub, type TestHub } from '../hub';
import { newProject } from '../registry/registry-client';
import { GitFolder, type GitResult, personalToken, remoteUrl } from './git-client';
import { fastImport, graph } from './random-histories';

jest.setTimeout(300_000);

// What CI systems do: clones without the whole history. Git's own server is the oracle, the real `git` the client of both.
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
  const slug = `shallow-${++projects}`;
  await newProject(hub, slug);
  const url = remoteUrl(hub, slug, token);
  await folder.git('mine', 'push', '--quiet', url, 'refs/heads/*:refs/heads/*', 'refs/tags/*:refs/tags/*');
  return { hub: url, git: `file://${path.join(folder.home, 'mine')}` };
}

async function line(versions: number): Promise<void> {
  await folder.git('.', 'init', '--quiet', '--initial-branch=main', 'mine');
  const commits = Array.from({ length: versions }, (_, at) => [
    'commit refs/heads/main',
    `committer Ada <ada@example.com> ${1_700_000_000 + at * 60} +0000`,
    `data 2\n${at % 10}`,
    ...(at === 0 ? ['M 100644 inline kept/deep/first.md', 'data 6', 'first\n'] : []),
    `M 100644 inline folder/${at % 4}.md`,
    `data <<E\ntext ${at}\nE\n`,
  ]);
  await folder.write('.', { stream: `${commits.flat().join('\n')}\n` });
  await folder.shell('mine', 'git fast-import --quiet < ../stream');
}

const shallowOf = (clone: string): string[] => {
  const file = path.join(folder.home, clone, '.git/shallow');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).sort() : [];
};

/** What a clone has: its refs, where its history ends, every object in it. */
async function state(clone: string): Promise<unknown> {
  expect(await folder.git(clone, 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  const objects = await folder.git(clone, 'rev-list', '--objects', '--no-object-names', '--all');
  return {
    refs: await folder.git(clone, 'for-each-ref', '--format=%(objectname) %(refname)'),
    shallow: shallowOf(clone),
    objects: objects.split('\n').sort(),
  };
}

async function expectAlike(): Promise<void> {
  expect(await state('hub')).toEqual(await state('git'));
}

/** The same in the clone of the hub and in that of git's own server. */
async function both(...args: string[]): Promise<GitResult[]> {
  return Promise.all(['hub', 'git'].map((cwd) => folder.run(args, { cwd })));
}

async function cloneBoth(from: { hub: string; git: string }, ...args: string[]): Promise<void> {
  for (const name of ['hub', 'git'] as const)
    await folder.git('.', ...args.slice(0, 2), 'clone', '--quiet', ...args.slice(2), from[name], name);
}

describe.each([0, 1, 2])('protocol version %i', (version) => {
  const protocol = ['-c', `protocol.version=${version}`] as const;

  it('clones the last versions, goes further back step by step, and to the beginning', async () => {
    await line(30);
    await folder.git('mine', 'tag', '--annotate', 'v1', '-m', 'x', 'main~20');
    await cloneBoth(await pushed(), ...protocol, '--depth=3');
    expect(shallowOf('hub')).toHaveLength(1);
    expect(await folder.git('hub', 'rev-list', '--count', 'HEAD')).toBe('3');
    expect(await folder.git('hub', 'show', 'HEAD:kept/deep/first.md')).toBe('first');
    await expectAlike();
    for (const args of [['--deepen=4'], ['--depth=12'], ['--depth=5'], ['--unshallow']]) {
      // Over HTTP and without version 2, git follows tags with its next fetch only, whoever serves.
      for (const flags of [args, []])
        for (const { code } of await both(...protocol, 'fetch', '--quiet', ...flags)) expect(code).toBe(0);
      await expectAlike();
    }
    expect(shallowOf('hub')).toEqual([]);
    expect(await folder.git('hub', 'rev-list', '--count', 'HEAD')).toBe('30');
  });

  it('clones what is newer than a time, or not on another branch', async () => {
    await line(20);
    await folder.git('mine', 'branch', 'old', 'main~12');
    const from = await pushed();
    await cloneBoth(from, ...protocol, `--shallow-since=@${1_700_000_000 + 15 * 60}`);
    expect(await folder.git('hub', 'rev-list', '--count', 'HEAD')).toBe('5');
    await expectAlike();
    for (const { code } of await both(...protocol, 'fetch', '--quiet', '--shallow-exclude=old'))
      expect(code).toBe(0);
    expect(await folder.git('hub', 'rev-list', '--count', 'HEAD')).toBe('12');
    await expectAlike();
    const late = await folder.run([...protocol, 'clone', '--shallow-since=@2000000000', from.hub, 'late']);
    expect([late.code, late.stderr]).toEqual([128, expect.stringContaining('no version is as new as that')]);
    const absent = await folder.run([...protocol, 'clone', '--shallow-exclude=absent', from.hub, 'late']);
    expect([absent.code, absent.stderr]).toEqual([128, expect.stringContaining('no branch or tag "absent"')]);
  });

  it('keeps a shallow clone up to date, and takes its pushes', async () => {
    await line(10);
    const from = await pushed();
    await folder.git('.', ...protocol, 'clone', '--quiet', '--depth=1', from.hub, 'hub');
    const mine = await folder.commit('hub', { 'new.md': 'new\n' });
    await folder.git('hub', ...protocol, 'push', '--quiet', 'origin', 'main');
    await folder.git('.', 'clone', '--quiet', from.hub, 'whole');
    expect(await folder.git('whole', 'rev-list', '--count', 'HEAD')).toBe('11');
    const theirs = await folder.commit('whole', { 'folder/1.md': 'theirs\n' });
    await folder.git('whole', 'push', '--quiet', 'origin', 'main');
    await folder.git('hub', ...protocol, 'pull', '--quiet', '--ff-only');
    expect(await folder.git('hub', 'log', '--format=%H', '-2')).toBe(`${theirs}\n${mine}`);
    expect(await folder.git('hub', 'rev-list', '--count', 'HEAD')).toBe('3');
    expect(await folder.git('hub', 'fsck', '--strict', '--full', '--no-dangling')).toBe('');
  });
});

const RUNS = process.env['PROMPTHUB_FULL'] ? 200 : 10;
const step = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((depth) => [`--depth=${depth}`]),
  fc.integer({ min: 1, max: 3 }).map((more) => [`--deepen=${more}`]),
  fc.integer({ min: 0, max: 9 }).map((at) => [`--shallow-since=@${1_700_000_000 + at}`]),
  fc.constant(['--unshallow']),
  fc.constant([]),
);

it('random histories end where they end with git, step by step', async () => {
  const story = fc.record({
    graph,
    version: fc.constantFrom(0, 1, 2),
    first: step.filter(([flag]) => flag !== '--unshallow' && flag?.startsWith('--deepen') !== true),
    steps: fc.array(step, { maxLength: 3 }),
    single: fc.boolean(),
  });
  for (const [run, { graph: history, version, first, steps, single }] of fc
    .sample(story, { numRuns: RUNS, seed: 41 })
    .entries()) {
    const work = new GitFolder();
    folder.remove();
    folder = work;
    await folder.git('.', 'init', '--quiet', 'mine');
    writeFileSync(path.join(folder.home, 'stream'), fastImport(history, run));
    await folder.shell('mine', 'git fast-import --quiet --force < ../stream');
    const from = await pushed();
    const protocol = ['-c', `protocol.version=${version}`];
    const branch = single ? ['--single-branch'] : ['--no-single-branch'];
    const args = ['--no-checkout', `--branch=g${run}-0`, ...branch, ...first];
    const made = await Promise.all(
      (['hub', 'git'] as const).map((name) =>
        folder.run([...protocol, 'clone', '--quiet', ...args, from[name], name]),
      ),
    );
    expect(made[0]?.code).toBe(made[1]?.code);
    if (made[0]?.code !== 0) continue;
    await expectAlike();
    for (const flags of steps) {
      const [mine, theirs] = await both(...protocol, 'fetch', '--quiet', ...flags);
      expect({ flags, code: mine?.code, stderr: mine?.stderr }).toMatchObject({ code: theirs?.code });
      await expectAlike();
    }
  }
});
