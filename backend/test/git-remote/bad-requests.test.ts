import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { PackMaker } from '../../src/git-remote/pack-maker';
import { FLUSH, pktLine } from '../../src/git-remote/pkt-line';
import { hashSecret } from '../../src/common/secret';
import { uuidV7 } from '../../src/common/uuid';
import { startHub, type TestHub, type TestRole } from '../hub';
import { ownerQuery } from '../owner-query';
import { storedRows } from '../stored-rows';
import { newProject } from '../registry/registry-client';
import { personalToken } from './git-client';
import { type Asked, askGit, basic } from './raw-git';

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

const NOTHING = '0'.repeat(40);
const ask = (route: string, body: Buffer | undefined, asked?: Asked) => askGit(hub, { route, body }, asked);

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

it.each(['1', '2'])('a pack that cannot be made can be traced (version %s)', async (version) => {
  const registry = await newProject(hub, `broken-${version}`);
  const { commit } = await registry.publish({ 'a.txt': 'a' });
  const broken = jest
    .spyOn(hub.app.get(PackMaker, { strict: false }), 'make')
    .mockImplementation(async function* () {
      yield await Promise.reject(new Error('the disk is gone'));
    });
  const want = (options: string) => pktLine(`want ${commit.id}${options}\n`);
  const body =
    version === '2'
      ? [pktLine('command=fetch\n'), Buffer.from('0001'), want(''), pktLine('done\n'), FLUSH]
      : [want(' side-band-64k'), FLUSH, pktLine('done\n')];
  const headers = { 'git-protocol': `version=${version}` };
  const project = `acme/broken-${version}`;
  const answer = await ask('git-upload-pack', Buffer.concat(body), { token: editor, headers, project });
  broken.mockRestore();
  expect(answer.text).toContain('Something went wrong in the hub.');
  const lines = log.split('\n').filter((line) => line.includes('A pack could not be made.'));
  const [row] = await ownerQuery<{ id: string }>(hub, 'SELECT id FROM projects WHERE slug = $1', [
    `broken-${version}`,
  ]);
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    requestId: answer.headers.get('x-request-id'),
    projectId: row?.id,
    err: { message: 'the disk is gone' },
  });
});

it('has told nobody a token', () => {
  expect(log).toMatch(/"path":"\/acme\/support-desk\.git\/git-receive-pack"/);
  expect(log).not.toContain(editor);
  expect(log).not.toContain(basic(editor).slice('Basic '.length));
  expect(log).not.toMatch(/phub_/);
});
