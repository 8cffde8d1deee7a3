import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { decodeBlob, encodeBlob } from './blob';
import { decodeCommit, encodeCommit, type GitCommit } from './commit';
import { entryNameProblem } from './entry-name';
import { cleanIdentityText } from './identity';
import { GitEncodingError, gitObjectId, type GitObject } from './object';
import { decodeTree, encodeTree, type TreeEntry } from './tree';

/** The oracle of this file is the real `git`: the same bytes must get the same ids. */
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');
const idOf = (object: GitObject) => gitObjectId(object, sha1);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-encoding-'));
  git(['init', '--quiet', '--bare', '.']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(args: string[], options: ExecFileSyncOptions = {}): string {
  const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', HOME: folder, ...options.env };
  return execFileSync('git', args, { cwd: folder, maxBuffer: 1 << 26, ...options, env }).toString();
}

const unicodeText = fc.string({ unit: 'binary', maxLength: 200 }).filter((text) => text.isWellFormed());
/** commit-tree takes UTF-8 with noncharacters (U+FDD0…U+FDEF, U+nFFFE, U+nFFFF) for Latin-1 and rewrites it. */
const commitText = unicodeText.map((text) => text.replaceAll(/[\0\p{Noncharacter_Code_Point}]/gu, ''));
const entryName = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({
      unit: fc.constantFrom('a', 'b', '.', '-', '0', ' ', 'é', '文', '😀', '\uffee'),
      minLength: 1,
      maxLength: 4,
    }),
  )
  .filter((name) => entryNameProblem(name) === undefined);
const anyId = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 });
const entries: fc.Arbitrary<TreeEntry[]> = fc.uniqueArray(
  fc.record({
    name: entryName,
    mode: fc.constantFrom('100644' as const, '100755' as const, '40000' as const),
    id: anyId,
  }),
  { selector: (entry) => entry.name, maxLength: 30 },
);

describe('blobs', () => {
  it('get the ids of git hash-object, and keep every byte', () => {
    const special = [
      '',
      '\n',
      '\r\n',
      'no newline',
      '\ufeffbom',
      'nul\0inside',
      '文字😀',
      'x'.repeat(70_000),
    ];
    const texts = [...special, ...fc.sample(unicodeText, { numRuns: 200, seed: 7 })];
    const names = texts.map((text, index) => {
      writeFileSync(join(folder, `blob-${index}`), text);
      return `blob-${index}`;
    });
    const expected = git(['hash-object', '--no-filters', '--stdin-paths'], { input: names.join('\n') });
    expect(texts.map((text) => idOf(encodeBlob(text)))).toEqual(expected.trim().split('\n'));
    for (const text of texts) expect(decodeBlob(encodeBlob(text))).toBe(text);
  });

  it('refuse half of a surrogate pair instead of storing a replacement', () => {
    expect(() => encodeBlob('a\ud800')).toThrow(GitEncodingError);
  });

  it('refuse bytes that are not UTF-8 when read as text', () => {
    expect(() => decodeBlob({ type: 'blob', content: Uint8Array.of(0xff) })).toThrow(/not valid UTF-8/);
    expect(() => decodeBlob(encodeTree([]))).toThrow(/Expected a blob/);
  });
});

describe('trees', () => {
  const special = [[], ['a', 'a.b', 'a-', 'a0', 'ab', 'A', 'B', 'é', 'z', '文', '😀', '\uffee']];
  const id = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';
  const fixed = special.flatMap((names) =>
    (['100644', '40000'] as const).map((mode) =>
      names.map((name) => ({ name, id, mode: name === 'a' ? mode : ('100644' as const) })),
    ),
  );

  it('get the ids of git mktree for any names, however they sort', () => {
    const trees = [...fixed, ...fc.sample(entries, { numRuns: 300, seed: 11 })];
    const line = (entry: TreeEntry) =>
      `${entry.mode.padStart(6, '0')} ${entry.mode === '40000' ? 'tree' : 'blob'} ${entry.id}\t${entry.name}\0`;
    const input = trees.map((tree) => `${tree.map(line).join('')}\0`).join('');
    const expected = git(['mktree', '-z', '--missing', '--batch'], { input });
    expect(trees.map((tree) => idOf(encodeTree(tree)))).toEqual(expected.trim().split('\n'));
  });

  it('come back from their bytes', () => {
    fc.assert(
      fc.property(entries, (tree) => {
        const read = decodeTree(encodeTree(tree));
        expect(read).toHaveLength(tree.length);
        expect(new Set(read.map((e) => JSON.stringify([e.name, e.mode, e.id])))).toEqual(
          new Set(tree.map((e) => JSON.stringify([e.name, e.mode, e.id]))),
        );
        expect(encodeTree(read)).toEqual(encodeTree(tree));
      }),
    );
  });

  it('refuse forbidden names, names that stand twice, other modes and broken bytes', () => {
    const entry = { name: 'a', mode: '100644' as const, id };
    expect(() => encodeTree([entry, { ...entry, mode: '40000' }])).toThrow(/twice/);
    expect(() => encodeTree([{ ...entry, name: '.git' }])).toThrow(/reserved/);
    expect(() => encodeTree([{ ...entry, id: 'abc' }])).toThrow(/object id/);
    expect(() => encodeTree([{ ...entry, mode: '100664' as '100644' }])).toThrow(/mode/);
    const bytes = encodeTree([entry]).content;
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(() => decodeTree({ type: 'tree', content: bytes.subarray(0, cut) })).toThrow(GitEncodingError);
    }
    expect(() => decodeTree(encodeBlob('x'))).toThrow(/Expected a tree/);
    const link = new TextEncoder().encode(`120000 x\0${'i'.repeat(20)}`);
    expect(() => decodeTree({ type: 'tree', content: link })).toThrow(/mode 120000/);
  });
});

describe('names of entries', () => {
  const refused = [
    '',
    '.',
    '..',
    'a/b',
    'a\\b',
    'a\0',
    'a\n',
    '\x7f',
    '\ud800',
    '.git',
    '.GIT',
    '.git ',
    '.git.',
  ];
  const alsoRefused = [
    'git~1',
    '.g\u200cit',
    '.git::$INDEX_ALLOCATION',
    '.gitmodules',
    '.GitModules',
    'GITMOD~1',
    'gi7eba~1',
  ];
  it.each([...refused, ...alsoRefused])('%j is refused', (name) => {
    expect(entryNameProblem(name)).toEqual(expect.any(String));
  });
  it.each(['a', '.gitignore', '.github', 'git', '_tone.prompt', 'häß', '...', 'a b', 'con', '-'])(
    '%j is fine',
    (name) => {
      expect(entryNameProblem(name)).toBeUndefined();
    },
  );
});

describe('commits', () => {
  const emptyTree = idOf(encodeTree([]));
  const identityText = fc
    .oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }), commitText)
    .map(cleanIdentityText)
    .filter((name) => name !== '');
  const identity = fc.record({
    name: identityText,
    email: fc
      .oneof(
        fc.emailAddress(),
        fc.uuid().map((id) => `${id}@users.prompthub.invalid`),
      )
      .map(cleanIdentityText),
    seconds: fc.integer({ min: 100_000_000, max: 4_000_000_000 }),
    offsetMinutes: fc.integer({ min: -14 * 60, max: 14 * 60 }),
  });
  const message = fc.oneof(
    fc.constantFrom('one line', 'one line\n', 'title\n\nbody\nmore\n', '\n\nlate', 'Grüße 😀\n', ''),
    commitText,
  );
  const commits: fc.Arbitrary<GitCommit> = fc.record({
    tree: fc.constant(emptyTree),
    parents: fc.constant([]),
    author: identity,
    committer: identity,
    message,
  });

  it('get the ids of git commit-tree: people, time zones, messages with and without a last line break', () => {
    git(['mktree'], { input: '' });
    let parents: string[] = [];
    for (const sample of fc.sample(commits, { numRuns: 60, seed: 3 })) {
      const commit = { ...sample, parents };
      const made = git(['commit-tree', commit.tree, ...parents.flatMap((id) => ['-p', id])], {
        input: commit.message,
        env: environmentOf(commit),
      });
      expect(idOf(encodeCommit(commit))).toBe(made.trim());
      parents = [made.trim(), ...parents].slice(0, 2);
    }
  });

  it('come back from their bytes, headers of other tools included', () => {
    fc.assert(
      fc.property(commits, (commit) => {
        const signed = { ...commit, headers: [{ name: 'gpgsig', value: '-----BEGIN\n\n x\n-----END' }] };
        for (const each of [commit, signed]) expect(decodeCommit(encodeCommit(each))).toEqual(each);
      }),
    );
  });

  it('refuse what would break a line open or end the object early', () => {
    const [good] = fc.sample(commits, { numRuns: 1, seed: 1 }) as [GitCommit];
    const withAuthor = (change: Partial<GitCommit['author']>) => () =>
      encodeCommit({ ...good, author: { ...good.author, ...change } });
    expect(withAuthor({ name: 'a\ncommitter b' })).toThrow(GitEncodingError);
    expect(withAuthor({ name: '' })).toThrow(GitEncodingError);
    expect(withAuthor({ email: 'a> <b' })).toThrow(GitEncodingError);
    expect(withAuthor({ seconds: 1.5 })).toThrow(GitEncodingError);
    expect(withAuthor({ offsetMinutes: 5000 })).toThrow(GitEncodingError);
    expect(() => encodeCommit({ ...good, message: 'a\0b' })).toThrow(/NUL/);
    expect(() => encodeCommit({ ...good, parents: ['x'] })).toThrow(/parent/);
  });

  it.each(['', 'tree x\n\nm', `tree ${'a'.repeat(40)}\n\nm`, 'x\n\nm', 'a\0b\n\n'])(
    '%j is not a commit',
    (text) => {
      expect(() => decodeCommit({ ...encodeBlob(text), type: 'commit' })).toThrow(GitEncodingError);
    },
  );

  it('read a blob or a broken person as an error', () => {
    expect(() => decodeCommit(encodeBlob('x'))).toThrow(/Expected a commit/);
    const broken = `tree ${'a'.repeat(40)}\nauthor me\ncommitter me\n\nm`;
    expect(() => decodeCommit({ ...encodeBlob(broken), type: 'commit' })).toThrow(/about a person/);
  });
});

/** Git reads people and times of commit-tree from the environment. */
function environmentOf({ author, committer }: GitCommit): NodeJS.ProcessEnv {
  const zone = (minutes: number) => {
    const digits = String(Math.floor(Math.abs(minutes) / 60) * 100 + (Math.abs(minutes) % 60)).padStart(
      4,
      '0',
    );
    return `${minutes < 0 ? '-' : '+'}${digits}`;
  };
  return {
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: `${author.seconds} ${zone(author.offsetMinutes)}`,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
    GIT_COMMITTER_DATE: `${committer.seconds} ${zone(committer.offsetMinutes)}`,
  };
}
