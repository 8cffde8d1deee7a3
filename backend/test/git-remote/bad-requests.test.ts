import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { entryHeader, packHeader } from '../../src/git-remote/pack-format';
import { FLUSH, pktLine } from '../../src/git-remote/pkt-line';
import { hashSecret } from '../../src/common/secret';
import { uuidV7 } from '../../src/common/uuid';
import { startHub, type TestHub, type TestRole } from '../hub';
import { ownerQuery } from '../owner-query';
import { storedRows } from '../stored-rows';
import { GitFolder, personalToken } from './git-client';

jest.setTimeout(60_000);

let hub: TestHub;
let editor: string;
let log = '';
beforeAll(async () => {
  const logStream = new PassThrough();
  logStream.on('data', (chunk: Buffer) => (log += chunk.toString('utf8')));
  hub = await startHub({ logStream });
  editor = await personalToken(hub, 'editor');
});
afterAll(() => hub?.close());

interface Asked {
  token?: string;
  authorization?: string;
  project?: string;
  headers?: Record<string, string>;
}

const NOTHING = '0'.repeat(40);
const basic = (token: string) => `Basic ${Buffer.from(`any:${token}`).toString('base64')}`;

async function ask(route: string, body: Buffer | undefined, asked: Asked = {}) {
  const { token, project = 'acme/support-desk', headers = {} } = asked;
  const authorization = asked.authorization ?? (token === undefined ? undefined : basic(token));
  const service = route.replace('info/refs?service=', '');
  const answer = await fetch(`${hub.url}/${project}.git/${route}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': `application/x-${service}-request` }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: new Uint8Array(body) }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const ROUTES: readonly [route: string, body: Buffer | undefined, needs: 'read' | 'write'][] = [
  ['info/refs?service=git-upload-pack', undefined, 'read'],
  ['git-upload-pack', FLUSH, 'read'],
  ['info/refs?service=git-receive-pack', undefined, 'write'],
  ['git-receive-pack', FLUSH, 'write'],
];

describe.each(ROUTES)('%s', (route, body, needs) => {
  it.each(['owner', 'admin', 'editor', 'viewer'] as const)('%s', async (role: TestRole) => {
    const answer = await ask(route, body, { token: await personalToken(hub, role) });
    expect(answer.status).toBe(role === 'viewer' && needs === 'write' ? 403 : 200);
    if (answer.status === 403) expect(answer.text).toBe('Your role here (viewer) does not allow this.\n');
  });

  it('a stranger cannot tell the project from one that does not exist', async () => {
    const token = await personalToken(hub, 'stranger');
    const theirs = await ask(route, body, { token });
    const none = await ask(route, body, { token, project: 'nowhere/nothing' });
    expect([theirs.status, theirs.text]).toEqual([404, 'There is no such project, or you may not see it.\n']);
    expect([none.status, none.text]).toEqual([theirs.status, theirs.text]);
  });

  it.each(['read', 'write', 'execute', 'admin'] as const)('a token with the scope %s', async (scope) => {
    const answer = await ask(route, body, { token: await personalToken(hub, 'owner', [scope]) });
    const allowed = scope === needs || (scope === 'write' && needs === 'read');
    expect(answer.status).toBe(allowed ? 200 : 403);
  });

  it('nobody, a wrong token, an expired one, one of a session, another scheme: git is told to ask', async () => {
    const expired = `phub_${randomBytes(32).toString('base64url')}`;
    await ownerQuery(
      hub,
      `INSERT INTO personal_tokens (id, user_id, name, token_hash, scopes, expires_at)
       VALUES ($1, $2, 'x', $3, '{write}', now() - interval '1 second')`,
      [uuidV7(), hub.users.owner.id, hashSecret(expired)],
    );
    const authorizations = [
      undefined,
      basic('phub_wrong'),
      basic(expired),
      basic(hub.users.owner.token),
      basic(''),
    ];
    for (const authorization of [...authorizations, `Bearer ${editor}`, 'Basic =', 'Basic ']) {
      const answer = await ask(route, body, authorization === undefined ? {} : { authorization });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
        401,
        'Basic realm="PromptHub", charset="UTF-8"',
      ]);
    }
  });
});

it('another service, and files of a repository, are not there', async () => {
  expect((await ask('info/refs?service=git-upload-archive', undefined, { token: editor })).status).toBe(422);
  expect((await ask('info/refs', undefined, { token: editor })).status).toBe(422);
  expect((await ask('HEAD', undefined, { token: editor })).status).toBe(404);
});

describe('requests that are none of git', () => {
  it('are refused without harm, whatever the bytes', async () => {
    const before = await storedRows(hub);
    const line = fc.constantFrom(
      'want',
      'have',
      'done',
      'command=fetch',
      'command=ls-refs',
      'ref-prefix x',
      `want ${NOTHING}`,
      `${NOTHING} ${'1'.repeat(40)} refs/heads/x\0report-status`,
    );
    const lines = fc
      .array(
        fc.oneof(
          line.map((text) => pktLine(text)),
          fc.constantFrom(FLUSH, Buffer.from('0001'), Buffer.from('0003')),
        ),
      )
      .map((parts) => Buffer.concat(parts));
    const raw = fc.uint8Array({ maxLength: 100 }).map((part) => Buffer.from(part));
    const body = fc.oneof(
      raw,
      lines,
      fc.tuple(lines, raw).map((parts) => Buffer.concat(parts)),
    );
    await fc.assert(
      fc.asyncProperty(
        body,
        fc.constantFrom('git-upload-pack', 'git-receive-pack'),
        fc.constantFrom('0', '1', '2'),
        async (bytes, route, version) => {
          const headers = { 'git-protocol': `version=${version}` };
          const answer = await ask(route, bytes, { token: editor, headers });
          expect([200, 400]).toContain(answer.status);
        },
      ),
      { numRuns: 150 },
    );
    const after = await storedRows(hub);
    expect({ ...after, personal_tokens: [] }).toEqual({ ...before, personal_tokens: [] });
  });

  it('are refused when they unzip to more than they may be, and when they are no gzip', async () => {
    const bomb = gzipSync(Buffer.concat(Array.from({ length: 400 }, () => pktLine('x'.repeat(65_000)))));
    const headers = { 'content-encoding': 'gzip' };
    expect((await ask('git-upload-pack', bomb, { token: editor, headers })).status).toBe(413);
    expect((await ask('git-upload-pack', Buffer.from('no gzip'), { token: editor, headers })).status).toBe(
      400,
    );
    const other = { 'content-encoding': 'br' };
    expect((await ask('git-upload-pack', FLUSH, { token: editor, headers: other })).status).toBe(400);
    expect((await ask('git-upload-pack', gzipSync(FLUSH), { token: editor, headers })).status).toBe(200);
  });

  it('move no ref from where it is to where it is, and none twice', async () => {
    const still = pktLine(`${NOTHING} ${NOTHING} refs/heads/x\0report-status`);
    const twice = [1, 2].map((id) => pktLine(`${NOTHING} ${String(id).repeat(40)} refs/heads/x`));
    for (const [lines, message] of [
      [[still], /no command to move a ref/],
      [twice, /moves a ref twice/],
    ] as const) {
      const answer = await ask('git-receive-pack', Buffer.concat([...lines, FLUSH]), { token: editor });
      expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(message)]);
    }
  });

  it('get no version that the project does not have', async () => {
    const want = Buffer.concat([pktLine(`want ${'1'.repeat(40)} ofs-delta\n`), FLUSH, pktLine('done\n')]);
    const answer = await ask('git-upload-pack', want, { token: editor });
    expect([answer.status, answer.text]).toEqual([
      200,
      expect.stringMatching(/^....ERR there is no version 1{40} /),
    ]);
  });
});

const checksummed = (pack: Buffer) => Buffer.concat([pack, createHash('sha1').update(pack).digest()]);
const packOf = (...entries: Buffer[]) => checksummed(Buffer.concat([packHeader(entries.length), ...entries]));
const entry = (type: 'blob' | 'tree' | 'commit' | 'tag', content: Buffer, size = content.length) =>
  Buffer.concat([entryHeader(type, size), deflateSync(content)]);

async function send(pack: Buffer, to: string): Promise<{ report: string; stored: string[] }> {
  const command = pktLine(`${NOTHING} ${to} refs/heads/bad\0report-status`);
  const answer = await ask('git-receive-pack', Buffer.concat([command, FLUSH, pack]), { token: editor });
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

it('has told nobody a token', () => {
  expect(log).toMatch(/"path":"\/acme\/support-desk\.git\/git-receive-pack"/);
  expect(log).not.toContain(editor);
  expect(log).not.toContain(basic(editor).slice('Basic '.length));
  expect(log).not.toMatch(/phub_/);
});
