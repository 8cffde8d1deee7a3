import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { encodeBlob } from './blob';
import { encodeCommit } from './commit';
import { cleanIdentityText, type GitIdentity } from './identity';
import { GitEncodingError, gitObjectId, type GitObject } from './object';
import { decodeTag, encodeTag, type GitTag } from './tag';
import { encodeTree } from './tree';

/** The oracle of this file is the real `git`: the same tags must get the same ids. */
const sha1 = (bytes: Uint8Array) => createHash('sha1').update(bytes).digest('hex');
const idOf = (object: GitObject) => gitObjectId(object, sha1);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-tags-'));
  git(['init', '--quiet', '--bare', '.']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(args: string[], input: string | Uint8Array = ''): string {
  const env = { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', HOME: folder };
  return execFileSync('git', args, { cwd: folder, input, env }).toString().trim();
}

const ada: GitIdentity = { name: 'Ada', email: 'ada@example.com', seconds: 1_700_000_000, offsetMinutes: 90 };
const commit = encodeCommit({
  tree: idOf(encodeTree([])),
  parents: [],
  author: ada,
  committer: ada,
  message: 'x\n',
});
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((value) => value.replaceAll('\0', ''));
const tags: fc.Arbitrary<GitTag> = fc.record({
  commit: fc.constant(idOf(commit)),
  name: fc.constantFrom('v1', 'v1.0/ünï', '文'),
  tagger: fc.record({
    name: text.map(cleanIdentityText).filter((name) => name !== ''),
    email: fc.emailAddress().map(cleanIdentityText),
    seconds: fc.integer({ min: 100_000_000, max: 4_000_000_000 }),
    offsetMinutes: fc.integer({ min: -14 * 60, max: 14 * 60 }),
  }),
  message: fc.oneof(text, fc.constantFrom('', 'one line\n', 'x\n-----BEGIN PGP SIGNATURE-----\n\nx\n')),
});

it('get the ids of git mktag, and come back from their bytes', () => {
  git(['mktree']);
  expect(git(['hash-object', '-t', 'commit', '-w', '--stdin'], commit.content)).toBe(idOf(commit));
  for (const tag of fc.sample(tags, { numRuns: 30, seed: 5 })) {
    const object = encodeTag(tag);
    expect(idOf(object)).toBe(git(['mktag'], object.content));
    expect(decodeTag(object)).toEqual(tag);
  }
});

it('refuse what would break a line open or end the object early', () => {
  const [good] = fc.sample(tags, { numRuns: 1, seed: 1 }) as [GitTag];
  for (const change of [{ name: 'a\nb' }, { name: '' }, { message: 'a\0b' }, { commit: 'x' }])
    expect(() => encodeTag({ ...good, ...change })).toThrow(GitEncodingError);
});

it.each([
  ['a blob', encodeBlob('x')],
  ['a tag of a tree', asTag(`object ${'1'.repeat(40)}\ntype tree\ntag v1\ntagger A <a@b.c> 1 +0000\n\nx`)],
  ['a tag without a person', asTag(`object ${'1'.repeat(40)}\ntype commit\ntag v1\n\nx`)],
])('%s is refused', (_what, object) => {
  expect(() => decodeTag(object)).toThrow(GitEncodingError);
});

function asTag(content: string): GitObject {
  return { ...encodeBlob(content), type: 'tag' };
}
