import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { entryHeader, packHeader } from '../../src/git-remote/pack-format';
import { FLUSH, pktLine } from '../../src/git-remote/pkt-line';
import { startHub, type TestHub } from '../hub';
import { ownerQuery } from '../owner-query';
import { GitFolder, personalToken } from './git-client';
import { askGit } from './raw-git';

jest.setTimeout(60_000);

let hub: TestHub;
let editor: string;
beforeAll(async () => {
  hub = await startHub();
  editor = await personalToken(hub, 'editor');
});
afterAll(() => hub?.close());

const NOTHING = '0'.repeat(40);
const checksummed = (pack: Buffer) => Buffer.concat([pack, createHash('sha1').update(pack).digest()]);
const packOf = (...entries: Buffer[]) => checksummed(Buffer.concat([packHeader(entries.length), ...entries]));
const entry = (type: 'blob' | 'tree' | 'commit' | 'tag', content: Buffer, size = content.length) =>
  Buffer.concat([entryHeader(type, size), deflateSync(content)]);

async function send(pack: Buffer, to: string): Promise<{ report: string; stored: string[] }> {
  const command = pktLine(`${NOTHING} ${to} refs/heads/bad\0report-status`);
  const body = Buffer.concat([command, FLUSH, pack]);
  const answer = await askGit(hub, { route: 'git-receive-pack', body }, { token: editor });
  expect(answer.status).toBe(200);
  const rows = await ownerQuery<{ id: string }>(hub, 'SELECT id FROM git_objects ORDER BY id');
  return { report: answer.text, stored: rows.map(({ id }) => id) };
}

/** Pushes a pack that git did not make. @returns the report; nothing may be stored. */
async function pushPack(pack: Buffer, to = '1'.repeat(40)): Promise<string> {
  const { report, stored } = await send(pack, to);
  expect(stored).toEqual([]);
  expect(report).toMatch(/ng refs\/heads\/bad /);
  return report;
}

describe('packs that git did not make', () => {
  const identity = 'A <a@example.com> 1700000000 +0000';
  const commitOf = (tree: string, more = '') =>
    Buffer.from(`tree ${tree}\n${more}author ${identity}\ncommitter ${identity}\n\nx\n`);
  const tagOf = (commit: string) =>
    Buffer.from(`object ${commit}\ntype commit\ntag v1\ntagger ${identity}\n\nx\n`);
  const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';
  const tree = (text: string) => Buffer.from(text.replaceAll('ID', 'i'.repeat(20)), 'latin1');

  it.each<[string, Buffer, RegExp]>([
    ['none', Buffer.alloc(0), /cut off/],
    ['no pack', randomBytes(100), /checksum is another/],
    [
      'a pack of another version',
      checksummed(Buffer.from('PACK\0\0\0\x09\0\0\0\0', 'latin1')),
      /another version/,
    ],
    [
      'more entries than it has',
      checksummed(Buffer.concat([packHeader(2), entry('blob', Buffer.from('x'))])),
      /cut off|inflated/,
    ],
    [
      'fewer entries than it has',
      checksummed(Buffer.concat([packHeader(0), entry('blob', Buffer.from('x'))])),
      /more in it/,
    ],
    ['a million entries', checksummed(packHeader(1_000_000)), /500,000 objects/],
    ['an object shorter than it says', packOf(entry('blob', Buffer.from('x'), 2)), /shorter or longer/],
    ['a zlib bomb', packOf(entry('blob', Buffer.alloc(50_000_000), 100)), /cannot be inflated to the size/],
    ['an object of 40 GB', packOf(entry('blob', Buffer.from('x'), 40e9)), /too large/],
    [
      'an object of senseless size',
      packOf(Buffer.concat([Buffer.alloc(12, 0xbf), deflateSync('x')])),
      /a size makes no sense/,
    ],
    [
      'a tag without a head',
      packOf(Buffer.concat([Buffer.from([0x41]), deflateSync('x')])),
      /head of this tag is malformed/,
    ],
    ['a tag without its commit', packOf(entry('tag', tagOf('5'.repeat(40)))), /the commit 5{40} is missing/],
    [
      'a tag with NUL',
      packOf(entry('tag', Buffer.concat([tagOf('5'.repeat(40)), Buffer.alloc(1)]))),
      /this tag contains NUL/,
    ],
    [
      'a tag of the year 300000',
      packOf(
        entry('tag', Buffer.from(tagOf('5'.repeat(40)).toString().replace('1700000000', '9900000000000'))),
      ),
      /year 9999/,
    ],
    [
      'a type that is not in use',
      packOf(Buffer.concat([Buffer.from([0x51]), deflateSync('x')])),
      /no type 5/,
    ],
    [
      'a change of what is not there',
      packOf(Buffer.concat([Buffer.from([0x71]), Buffer.alloc(20, 7), deflateSync('x')])),
      /builds on one that is not there/,
    ],
    [
      'a change of what is before the pack',
      packOf(Buffer.concat([Buffer.from([0x61, 0x7f]), deflateSync('x')])),
      /before the pack/,
    ],
    [
      'a commit without its tree',
      packOf(entry('commit', commitOf('2'.repeat(40)))),
      /the tree 2{40} is missing/,
    ],
    [
      'a commit without its parent',
      packOf(
        entry('commit', commitOf(EMPTY_TREE, `parent ${'3'.repeat(40)}\n`)),
        entry('tree', Buffer.alloc(0)),
      ),
      /the commit 3{40} is missing/,
    ],
    [
      'a commit that names a commit as its tree',
      packOf(entry('commit', commitOf('2'.repeat(40), `parent ${'2'.repeat(40)}\n`))),
      /named as a tree and as a commit/,
    ],
    [
      'a commit with two trees',
      packOf(entry('commit', commitOf(EMPTY_TREE, `tree ${EMPTY_TREE}\n`))),
      /head of this commit is malformed/,
    ],
    [
      'a commit of the year 300000',
      packOf(
        entry(
          'commit',
          Buffer.from(commitOf(EMPTY_TREE).toString().replaceAll('1700000000', '9900000000000')),
        ),
      ),
      /year 9999/,
    ],
    [
      'a commit with NUL',
      packOf(entry('commit', Buffer.concat([commitOf(EMPTY_TREE), Buffer.alloc(1)]))),
      /contains NUL/,
    ],
    [
      'a commit that has NUL in the encoding that it names',
      packOf(
        entry(
          'commit',
          Buffer.concat([
            Buffer.from(commitOf(EMPTY_TREE).toString().replace('\n\n', '\nencoding utf-16le\n\n')),
            Buffer.of(0xff, 0x01),
          ]),
        ),
      ),
      /contains NUL|cannot be read/,
    ],
    ['a tree that is cut off', packOf(entry('tree', tree('100644 a\0i'))), /middle of an entry/],
    ['a tree out of order', packOf(entry('tree', tree('100644 b\0ID100644 a\0ID'))), /not in order/],
    [
      'a folder that sorts like a file',
      packOf(entry('tree', tree('40000 a\0ID100644 a.b\0ID'))),
      /not in order/,
    ],
    [
      'a name that stands twice',
      packOf(entry('tree', tree('100644 a\0ID100644 a\0ID'))),
      /not in order|twice/,
    ],
    [
      'a name that is a file and a folder',
      packOf(entry('tree', tree('100644 a\0ID100644 a.b\0ID40000 a\0ID'))),
      /"a" twice/,
    ],
    ['a mode that is not in use', packOf(entry('tree', tree('100664 a\0ID'))), /mode 100664/],
    ['a mode with a leading zero', packOf(entry('tree', tree('040000 a\0ID'))), /mode 040000/],
    ['a path out of the project', packOf(entry('tree', tree('100644 a/../b\0ID'))), /must not contain "\/"/],
  ])('%s', async (_what, pack, message) => {
    expect(await pushPack(pack)).toMatch(message);
  });

  it('a branch that is to stand at what is not sent, or at a file', async () => {
    expect(await pushPack(packOf())).toMatch(/no commit of the push/);
    const id = createHash('sha1').update('blob 1\0x').digest('hex');
    expect(await pushPack(packOf(entry('blob', Buffer.from('x'))), id)).toMatch(/no commit of the push/);
  });

  it('a real one that is cut off or damaged anywhere, with a checksum that is right again, never stores another object', async () => {
    const folder = new GitFolder();
    try {
      await folder.git('.', 'init', '--quiet', 'mine');
      for (const text of ['1\n', '2\n'])
        await folder.commit('mine', { a: `${'line\n'.repeat(50)}${text}`, 'b/c': text });
      const head = await folder.git('mine', 'rev-parse', 'HEAD');
      const ids = (await folder.git('mine', 'rev-list', '--objects', '--no-object-names', '--all'))
        .split('\n')
        .sort();
      await folder.git('mine', 'gc', '--quiet');
      const packs = path.join(folder.home, 'mine/.git/objects/pack');
      const file = readdirSync(packs).find((name) => name.endsWith('.pack')) ?? '';
      const whole = readFileSync(path.join(packs, file)).subarray(0, -20);
      await fc.assert(
        fc.asyncProperty(
          fc.nat(whole.length - 1),
          fc.option(fc.integer({ min: 1, max: 255 })),
          async (at, flip) => {
            const bytes = Buffer.from(whole);
            if (flip !== null) bytes[at] = (bytes[at] ?? 0) ^ flip;
            const { report, stored } = await send(
              checksummed(flip === null ? bytes.subarray(0, at) : bytes),
              head,
            );
            // Some bits of deflated data mean nothing: then it is still the same pack.
            expect(stored).toEqual(/ok refs/.test(report) ? ids : []);
            if (stored.length > 0)
              await ownerQuery(hub, 'TRUNCATE branches, commit_paths, commits, lines, git_objects CASCADE');
          },
        ),
        { numRuns: 100 },
      );
      await pushPack(Buffer.concat([whole, Buffer.alloc(20)]), head);
    } finally {
      folder.remove();
    }
  });
});
