import { execFileSync } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Folder } from './workspace';

const id = (digit: string): string => digit.repeat(40);
const commit = {
  id: id('c'),
  tree: id('1'),
  parents: [id('a'), id('b')],
  author: { name: 'Ada', email: 'ada@example.com' },
  message: 'Merge side into main',
  createdAt: '2026-01-01T00:00:00.000Z',
};
const changes = [{ path: 'a.prompt', status: 'modified', from: id('1'), to: id('2') }];
const committed = { outcome: 'committed', branch: 'main', before: id('a'), commit, changes };

const place = (digit: number) => ({
  range: { start: { line: digit, character: 0 }, end: { line: digit + 1, character: 0 } },
  text: 'x\n',
});
const markers = '<<<<<<< main\nours\n||||||| base\n=======\ntheirs\n>>>>>>> side\n';
const conflicts = [
  {
    path: 'deep/a.prompt',
    kind: 'content',
    ours: 'ours\n',
    theirs: 'theirs\n',
    text: markers,
    places: [
      { place: { kind: 'frontmatter', path: ['config', 'topP'] }, ours: place(2), theirs: place(2) },
      { place: { kind: 'message', message: 1 }, ours: place(7), theirs: place(8) },
    ],
  },
  {
    path: 'b.txt',
    kind: 'content',
    ours: 'o',
    theirs: 't',
    text: markers,
    places: [{ place: { kind: 'lines' }, ours: place(4) }],
  },
  { path: 'c.txt', kind: 'deleted', theirs: 'kept by them', places: [] },
  { path: 'd.txt', kind: 'deleted', ours: 'kept by us', places: [] },
  { path: 'e.png', kind: 'binary', places: [] },
  { path: 'f', other: 'f/g', kind: 'clash', places: [] },
  { path: '../up', kind: 'content', text: markers, places: [{ place: { kind: 'lines' }, theirs: place(0) }] },
];

/** A hub that answers as it is told, and keeps what it was asked. */
let server: Server;
let folder: Folder;
let asked: { route: string; body: unknown }[];
let answer: { status: number; body: unknown };
/** Instead of the one answer: some for addresses that end so. */
let answers: Record<string, unknown>;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      asked.push({ route: `${request.method} ${request.url}`, body: JSON.parse(text || 'null') });
      const type = answer.status < 400 ? 'application/json' : 'application/problem+json';
      response.writeHead(answer.status, { 'content-type': type });
      const own = Object.entries(answers).find(([end]) => request.url?.endsWith(end));
      response.end(JSON.stringify(own === undefined ? answer.body : own[1]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  asked = [];
  answers = {};
  answer = { status: 200, body: committed };
  folder = new Folder();
  folder.write({ 'prompthub.yaml': 'project: acme/desk\nbranch: trunk\n' });
});
afterEach(() => folder.remove());

const run = (...args: string[]) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return folder.run(args, { env: { PROMPTHUB_HUB: url, PROMPTHUB_TOKEN: 'phub_x' } });
};

const refuse = (code: string, more: object, status = 409): void => {
  answer = {
    status,
    body: { type: 'urn:x', title: 'No', status, detail: 'That does not fit.', code, ...more },
  };
};

describe('asks the hub for', () => {
  const nothing = { resolutions: [], preview: false };

  it.each<[string[], string, Record<string, unknown>]>([
    [['merge', 'side'], 'merges', { from: 'side', into: 'trunk', noFastForward: false }],
    [
      ['merge', 'side', '--into', 'main', '--no-ff', '-m', 'Why', '--head', id('a')],
      'merges',
      { from: 'side', into: 'main', noFastForward: true, message: 'Why', expectedHead: id('a') },
    ],
    [
      ['merge', 'side', '--preview'],
      'merges',
      { from: 'side', into: 'trunk', noFastForward: false, preview: true },
    ],
    [['revert', '1234567'], 'reverts', { commit: '1234567', branch: 'trunk' }],
    [
      ['revert', '1234567', '--branch', 'main', '--mainline', '2'],
      'reverts',
      { commit: '1234567', branch: 'main', mainline: 2 },
    ],
    [
      ['cherry-pick', '1234567', '-m', 'Why'],
      'cherry-picks',
      { commit: '1234567', branch: 'trunk', message: 'Why' },
    ],
  ])('%j', async (args, route, body) => {
    expect(await run(...args)).toMatchObject({ code: 0 });
    expect(asked).toEqual([
      { route: `POST /api/v1/projects/acme/desk/${route}`, body: { ...nothing, ...body } },
    ]);
  });
});

describe('says', () => {
  it.each([
    [{}, 'modified a.prompt\n', 'Published cccccccccc to main: 1 file changed. Pull to have it here.\n'],
    [
      { outcome: 'fast-forward' },
      'modified a.prompt\n',
      'Moved main forward to cccccccccc: 1 file changed.\n',
    ],
    [{ outcome: 'up-to-date', changes: [] }, '', 'Nothing to do: main has it all.\n'],
  ])('what was done: %j', async (more, stdout, stderr) => {
    answer.body = { ...committed, ...more };
    expect(await run('merge', 'side')).toEqual({ code: 0, stdout, stderr });
    expect(JSON.parse((await run('merge', 'side', '--json')).stdout)).toEqual(answer.body);
  });

  it('what would be done', async () => {
    answer.body = { ...committed, commit: undefined };
    expect(await run('merge', 'side', '--preview')).toMatchObject({
      stdout: 'modified a.prompt\n',
      stderr: '1 file of main would change.\n',
    });
  });

  it('that the branch has moved, and which prompts have errors', async () => {
    refuse('branch-moved', { head: id('d'), paths: [] });
    expect(await run('revert', '1234567')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'prompthub: That does not fit.\n',
    });
    const range = { start: { line: 1, character: 0 }, end: { line: 1, character: 3 } };
    const found = {
      file: 'a.prompt',
      code: 'unknown-role',
      severity: 'error',
      message: 'No such role.',
      range,
    };
    refuse('prompt-has-errors', { diagnostics: [found] }, 422);
    expect(await run('merge', 'side')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('a.prompt:2:1 No such role.'),
    });
  });
});

describe('conflicts', () => {
  beforeEach(() => refuse('merge-conflicts', { head: id('a'), commit: id('b'), conflicts }));

  it('are listed with their places', async () => {
    expect(await run('merge', 'side')).toEqual({
      code: 1,
      stdout: [
        'conflict deep/a.prompt: config.topP, message 2',
        'conflict b.txt: line 5',
        'conflict c.txt: deleted here, changed there',
        'conflict d.txt: changed here, deleted there',
        'conflict e.png: both sides changed it, and it is no text',
        'conflict f: it cannot stand beside f/g',
        'conflict ../up: line 1',
        '',
      ].join('\n'),
      stderr: 'That does not fit.\n',
    });
    const printed = await run('merge', 'side', '--json');
    expect([printed.code, JSON.parse(printed.stdout)]).toEqual([
      1,
      { head: id('a'), commit: id('b'), conflicts },
    ]);
  });

  it.each([
    [['merge', 'side', '--into', "it's"], `prompthub merge ${id('b')} --into 'it'\\''s'`],
    [['revert', '1234567'], `prompthub revert ${id('b')} --branch trunk`],
    [
      ['cherry-pick', '1234567', '--mainline', '1'],
      `prompthub cherry-pick ${id('b')} --branch trunk --mainline 1`,
    ],
  ])('are written to a folder to be mended, and the next command is told: %j', async (args, again) => {
    const { code, stderr } = await run(...args, '--conflicts', 'settle');
    expect(code).toBe(1);
    expect(stderr).toContain(`Mend 4 files, then: ${again} --head ${id('a')} --resolved settle\n`);
    for (const path of ['e.png', 'f', '../up']) expect(stderr).toContain(`safe name: ${path}\n`);
    const files = ['deep/a.prompt', 'b.txt', 'c.txt', 'd.txt'].map((path) => folder.read(`settle/${path}`));
    expect(files).toEqual([markers, markers, 'kept by them', 'kept by us']);
    expect(() => folder.read('up')).toThrow('ENOENT');
  });

  it('are settled by what stands in the folder, and by files that go', async () => {
    answer = { status: 200, body: committed };
    folder.write({ 'settle/deep/a.prompt': 'both\n', 'settle/b.txt': 'b' });
    const settled = [
      'merge',
      id('b'),
      '--head',
      id('a'),
      '--resolved',
      'settle',
      '--delete',
      'c.txt',
      'd.txt',
    ];
    expect(await run(...settled)).toMatchObject({ code: 0 });
    const { expectedHead, resolutions } = asked[0]?.body as { expectedHead: string; resolutions: unknown[] };
    expect(expectedHead).toBe(id('a'));
    expect(resolutions).toHaveLength(4);
    expect(resolutions).toEqual(
      expect.arrayContaining([
        { path: 'deep/a.prompt', content: 'both\n' },
        { path: 'b.txt', content: 'b' },
        { path: 'c.txt', content: null },
        { path: 'd.txt', content: null },
      ]),
    );
  });

  it.each([
    ['markers', 1, ['--head', id('a'), '--resolved', 'settle'], /a\.prompt still has the markers/],
    ['no head', 2, ['--delete', 'c.txt'], /Say with --head/],
    ['no folder', 2, ['--head', id('a'), '--resolved', 'nowhere'], /no folder nowhere/],
    ['both at once', 2, ['--resolved', 'settle', '--conflicts', 'settle'], /cannot be used with/],
  ])('are not settled with %s', async (_what, code, args, message) => {
    folder.write({ 'settle/a.prompt': markers });
    expect(await run('merge', id('b'), ...args)).toMatchObject({
      code,
      stderr: expect.stringMatching(message),
    });
    expect(asked).toEqual([]);
  });
});

it('a diff says what changed in a prompt above the patch, which git still takes', async () => {
  const patch = (path: string) => `--- a/${path}\n+++ b/${path}\n@@ -1,1 +1,1 @@\n-Hi\n+Hello\n`;
  const sentence = 'The user message was changed.';
  const names = ['a.prompt', 'b.prompt', 'c.txt'] as const;
  const [a, b, c] = names.map((path) => ({ path, status: 'modified', patch: patch(path) }));
  const files = [{ ...a, changes: [{ kind: 'message-changed', sentence }] }, { ...b, changes: [] }, c];
  answer.body = { to: id('a'), files };
  const { stdout } = await run('diff', '--from', 'main', '--to', 'side');
  const [first, second, third] = names.map(patch);
  expect(stdout).toBe(
    `a.prompt\n  ${sentence}\n${first}b.prompt\n  Nothing changed in meaning.\n${second}${third}`,
  );
  for (const path of names) folder.write({ [path]: 'Hi\n' });
  execFileSync('git', ['apply', '-'], { cwd: folder.path, input: stdout });
  expect(names.map((path) => folder.read(path))).toEqual(['Hello\n', 'Hello\n', 'Hello\n']);
  expect(JSON.parse((await run('diff', '--from', 'main', '--to', 'side', '--json')).stdout)).toEqual(files);
});

it('a diff with the files here says so as well', async () => {
  const names = ['a.prompt', 'notes.prompt'];
  answers = {
    'files?ref=trunk': {
      ref: 'trunk',
      commit: id('a'),
      items: names.map((path) => ({ path, blob: id('1'), size: 9 })),
    },
    [`file?path=a.prompt&ref=${id('a')}`]: {
      path: 'a.prompt',
      blob: id('1'),
      commit: id('a'),
      content: 'Hi {{name}}\n',
    },
    [`file?path=notes.prompt&ref=${id('a')}`]: {
      path: 'notes.prompt',
      blob: id('1'),
      commit: id('a'),
      content: 'Gone\n',
    },
  };
  folder.write({ 'a.prompt': 'Hi {{whom}}\n', 'new.prompt': 'New\n' });
  const { stdout } = await run('diff');
  expect(stdout).toMatch(/^a\.prompt\n  The user message was changed\.\n--- a\/a\.prompt\n/);
  expect(stdout).not.toMatch(/^(?:notes|new)\.prompt$/m);
  const printed = JSON.parse((await run('diff', '--json')).stdout) as { path: string; changes?: unknown }[];
  expect(printed.map(({ path, changes: said }) => [path, said])).toEqual([
    ['a.prompt', [expect.objectContaining({ kind: 'message-changed', sentence: expect.any(String) })]],
    ['new.prompt', undefined],
    ['notes.prompt', undefined],
  ]);
});
