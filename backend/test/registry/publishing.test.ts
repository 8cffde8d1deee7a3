import { createHash } from 'node:crypto';
import { startHub, type TestHub } from '../hub';
import { newProject, type RegistryClient } from './registry-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const project = (): Promise<RegistryClient> => newProject(hub, `publishing-${++projects}`);

describe('publishing', () => {
  it('keeps each version; files are read by branch, by id and by the first seven digits', async () => {
    const registry = await project();
    const first = await registry.publish({ 'a.prompt': 'one\n', 'folder/b.txt': 'b' });
    const second = await registry.publish(
      { 'a.prompt': 'two\n' },
      { parent: first.commit.id, message: 'more' },
    );
    expect(second).toMatchObject({
      branch: 'main',
      rebased: false,
      commit: { parents: [first.commit.id], message: 'more' },
    });
    expect(second.commit.author).toEqual({
      name: 'editor person',
      email: `${hub.users.editor.id}@users.prompthub.invalid`,
    });
    const content = async (ref?: string) =>
      (await registry.get('file', { path: 'a.prompt', ref })).body.content;
    expect(await content()).toBe('two\n');
    expect(await content('main')).toBe('two\n');
    expect(await content(first.commit.id)).toBe('one\n');
    expect(await content(first.commit.id.slice(0, 7))).toBe('one\n');
    expect((await registry.get('branches')).body.items).toMatchObject([
      { name: 'main', head: second.commit.id },
    ]);
    expect((await registry.get('files')).body).toMatchObject({
      ref: 'main',
      commit: second.commit.id,
      items: [
        { path: 'a.prompt', size: 4 },
        { path: 'folder/b.txt', size: 1 },
      ],
    });
  });

  it('puts changes of other paths on top of a head that has moved', async () => {
    const registry = await project();
    const first = await registry.publish({ a: '1', b: '1' });
    const theirs = await registry.publish({ a: '2' }, { parent: first.commit.id });
    const mine = await registry.publish({ b: '2', c: 'new' }, { parent: first.commit.id });
    expect(mine).toMatchObject({ rebased: true, commit: { parents: [theirs.commit.id] } });
    expect((await registry.get('file', { path: 'a' })).body.content).toBe('2');
    expect((await registry.get('file', { path: 'b' })).body.content).toBe('2');
  });

  it('answers 409 with the head and the paths when both sides changed one, deleted or added', async () => {
    const registry = await project();
    const first = await registry.publish({ a: '1', b: '1', c: '1' });
    const head = (await registry.publish({ a: '2', b: null, d: 'theirs' }, { parent: first.commit.id }))
      .commit.id;
    const attempts: Record<string, string | null>[] = [
      { a: '3' },
      { a: null },
      { b: '3' },
      { b: null },
      { d: 'mine' },
      { a: '2' },
    ];
    for (const files of attempts) {
      const answer = await registry.post({ ...files, c: 'mine too' }, { parent: first.commit.id });
      expect(answer.status).toBe(409);
      expect(answer.body).toMatchObject({ code: 'branch-moved', head, paths: Object.keys(files) });
    }
    const answer = await registry.post({ a: 'root' });
    expect(answer.body).toMatchObject({ code: 'branch-moved', head, paths: ['a'] });
  });

  it('calls a clash with a path that came later a conflict', async () => {
    const registry = await project();
    const first = await registry.publish({ x: '1' });
    const parent = first.commit.id;
    await registry.publish({ folder: 'a file' }, { parent });
    const answer = await registry.post({ 'folder/inner': 'b' }, { parent });
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'branch-moved',
      paths: ['folder', 'folder/inner'],
    });
  });

  it.each<[string, string, Record<string, string | null>]>([
    ['identical content', 'nothing-changed', { 'a.txt': 'a' }],
    ['deleting what is not there', 'file-not-found', { 'b.txt': null }],
    ['deleting a folder', 'file-not-found', { folder: null }],
    ['a file below a file', 'path-clash', { 'a.txt/b': 'x' }],
    ['a file in place of a folder', 'path-clash', { folder: 'x' }],
    ['both in one request', 'path-clash', { n: 'x', 'n/m': 'x' }],
    ['a name that differs only in case', 'path-clash', { 'A.txt': 'x' }],
    ['a folder that differs only in case', 'path-clash', { 'Folder/other': 'x' }],
    ['a name that differs only in composition', 'path-clash', { 'u\u0308': 'x' }],
    ['NUL', 'not-text', { n: 'a\0b' }],
    ['half a surrogate pair', 'not-text', { n: 'a\ud800' }],
    ['more than 5 MiB', 'file-too-large', { n: 'é'.repeat(2.5 * 1024 * 1024 + 1) }],
    ['a path with ..', 'validation-failed', { '../n': 'x' }],
    ['a path in .git', 'validation-failed', { '.GIT/config': 'x' }],
    ['a path of more than 1,024 bytes', 'validation-failed', { ['é'.repeat(513)]: 'x' }],
  ])('refuses %s with 422 %s and changes nothing', async (_what, code, files) => {
    const registry = await project();
    const { commit } = await registry.publish({ 'a.txt': 'a', 'folder/x': 'x', '\u00fc': 'x' });
    const answer = await registry.post(files, { parent: commit.id });
    expect(answer.body).toMatchObject({ status: 422, code });
    expect(answer.body.detail.length).toBeGreaterThan(20);
    expect((await registry.get('history')).body.items).toHaveLength(1);
  });

  it.each<[string, Record<string, string | null>, string[]]>([
    ['a file becomes a folder', { 'a.txt': null, 'a.txt/b': 'x' }, ['a.txt/b', 'folder/x']],
    ['a folder becomes a file', { 'folder/x': null, folder: 'x' }, ['a.txt', 'folder']],
    ['a name changes its case', { 'a.txt': null, 'A.txt': 'x' }, ['A.txt', 'folder/x']],
    ['all is deleted', { 'a.txt': null, 'folder/x': null }, []],
    ['5 MiB exactly', { 'a.txt': 'x'.repeat(5 * 1024 * 1024) }, ['a.txt', 'folder/x']],
  ])('allows that %s', async (_what, files, expected) => {
    const registry = await project();
    const { commit } = await registry.publish({ 'a.txt': 'a', 'folder/x': 'x' });
    await registry.publish(files, { parent: commit.id });
    const { items } = (await registry.get('files')).body;
    expect(items.map((item: { path: string }) => item.path)).toEqual(expected);
  });

  it.each([
    ['an unknown parent', { parent: 'f'.repeat(40) }, 'unknown-parent'],
    ['a branch named like a version', { branch: 'a'.repeat(40) }, 'validation-failed'],
    ['a bad branch name', { branch: 'a..b' }, 'validation-failed'],
    ['an empty message', { message: ' ' }, 'validation-failed'],
    ['NUL in the message', { message: 'a\0' }, 'not-text'],
    ['no changes', { changes: [] }, 'validation-failed'],
    [
      'too many changes',
      { changes: Array.from({ length: 1001 }, (_, i) => ({ path: `${i}`, content: '' })) },
      'validation-failed',
    ],
    [
      'a path twice',
      {
        changes: [
          { path: 'a', content: '1' },
          { path: 'a', content: '2' },
        ],
      },
      'repeated-path',
    ],
  ])('refuses %s', async (_what, more, code) => {
    const registry = await project();
    expect((await registry.post({ a: 'x' }, more)).body).toMatchObject({ status: 422, code });
    expect((await registry.get('branches')).body.items).toEqual([]);
  });

  it('begins a branch at the version that its author names, and keeps the two apart', async () => {
    const registry = await project();
    const one = await registry.publish({ a: '1', b: '1' });
    const two = await registry.publish({ a: '2' }, { parent: one.commit.id });
    const side = await registry.publish({ b: 'side' }, { parent: one.commit.id, branch: 'feature/tone' });
    const more = await registry.publish({ b: 'more' }, { parent: side.commit.id, branch: 'feature/tone' });
    const ids = async (query: Record<string, string>) =>
      (await registry.get('history', query)).body.items.map((item: { id: string }) => item.id);
    expect(await ids({ ref: 'feature/tone' })).toEqual([more, side, one].map(({ commit }) => commit.id));
    expect(await ids({ ref: 'feature/tone', path: 'a' })).toEqual([one.commit.id]);
    expect(await ids({ ref: 'feature/tone', path: 'b' })).toEqual(
      [more, side, one].map(({ commit }) => commit.id),
    );
    expect(await ids({})).toEqual([two, one].map(({ commit }) => commit.id));
    expect((await registry.get('file', { path: 'a', ref: 'feature/tone' })).body.content).toBe('1');
    const wrong = await registry.post({ a: 'x' }, { parent: two.commit.id, branch: 'feature/tone' });
    expect(wrong.body).toMatchObject({ status: 422, code: 'parent-not-on-branch' });
  });

  it('takes the same change by the same person in the same second on two branches for one version', async () => {
    const registry = await project();
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: [
        'nextTick',
        'setImmediate',
        'setTimeout',
        'setInterval',
        'queueMicrotask',
        'performance',
        'hrtime',
      ],
    });
    try {
      const base = await registry.publish({ a: '1' });
      const more = { parent: base.commit.id };
      const [x, y] = [
        await registry.publish({ a: '2' }, { ...more, branch: 'x' }),
        await registry.publish({ a: '2' }, { ...more, branch: 'y' }),
      ];
      expect(y.commit.id).toBe(x.commit.id);
      const onY = await registry.publish({ a: '3' }, { parent: y.commit.id, branch: 'y' });
      const { items } = (await registry.get('history', { ref: 'y', path: 'a' })).body;
      expect(items.map((item: { id: string }) => item.id)).toEqual(
        [onY, x, base].map(({ commit }) => commit.id),
      );
    } finally {
      jest.useRealTimers();
    }
  });

  it('writes the audit event with the version, and none for a refusal', async () => {
    const registry = await project();
    const { commit } = await registry.publish({ a: 'secret text' });
    await registry.post({ a: 'secret text' }, { parent: commit.id });
    const audit = await hub.request('/api/v1/organizations/acme/audit?limit=200', { as: 'owner' });
    const events = audit.body.items.filter((event: { target: string }) => event.target.includes(commit.id));
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      action: 'registry.commit.created',
      actor: { id: hub.users.editor.id },
      details: { branch: 'main', commit: commit.id, parent: null, paths: ['a'] },
    });
    expect(audit.text).not.toContain('secret text');
  });
});

describe('a prompt with errors', () => {
  const good = '---\nmodel: openai/gpt-5-mini\n---\n{{role "system"}}Hello {{name}}\n';

  it('is refused with what is wrong and where, as the editor shows it', async () => {
    const registry = await project();
    const answer = await registry.post({
      'good.prompt': good,
      'folder/bad.prompt': 'One\nTwo {{#role "system"}}x{{/role}}\n',
      'bad.txt': '{{#if}}',
    });
    expect(answer.body).toMatchObject({ status: 422, code: 'prompt-has-errors' });
    const [first] = answer.body.diagnostics;
    expect(first).toMatchObject({
      file: 'folder/bad.prompt',
      code: 'block-role',
      severity: 'error',
      range: { start: { line: 1, character: expect.any(Number) } },
    });
    expect(answer.body.diagnostics.every((each: { file: string }) => each.file === 'folder/bad.prompt')).toBe(
      true,
    );
    expect((await registry.get('branches')).body.items).toEqual([]);
  });

  it('is judged with the partials of the version that it becomes part of', async () => {
    const registry = await project();
    const uses = '{{role "system"}}{{> tone}}\n';
    const missing = await registry.post({ 'support/a.prompt': uses });
    expect(missing.body).toMatchObject({
      code: 'prompt-has-errors',
      diagnostics: [{ code: 'missing-partial' }],
    });
    const first = await registry.publish({ 'support/a.prompt': uses, '_tone.prompt': 'Be kind.' });
    const parent = first.commit.id;
    const without = await registry.post(
      { 'support/a.prompt': `${uses}more`, '_tone.prompt': null },
      { parent },
    );
    expect(without.body).toMatchObject({
      code: 'partial-in-use',
      partials: [{ path: '_tone.prompt', users: ['support/a.prompt'] }],
    });
    await registry.publish({ 'support/b.prompt': uses, 'support/_tone.prompt': 'Nearer.' }, { parent });
  });

  it('in its tests is refused as well, whether they stand in the prompt or beside it', async () => {
    const registry = await project();
    const answer = await registry.post({
      'a.prompt': '---\nprompthub.tests:\n  - mode: dance\n---\nHello {{name}}\n',
      'b.tests.yaml': '- assert: [{ type: contians }]\n',
    });
    expect(answer.body).toMatchObject({
      code: 'prompt-has-errors',
      diagnostics: [
        { file: 'a.prompt', code: 'invalid-test', range: { start: { line: 2, character: 4 } } },
        { file: 'b.tests.yaml', code: 'unknown-assertion', range: { start: { line: 0, character: 19 } } },
      ],
    });
  });

  it('that only warns is published', async () => {
    const registry = await project();
    await registry.publish({ 'a.prompt': '---\nmodel: openai/gpt-5-mini\ntemperature: 0.2\n---\nHello\n' });
  });

  it('in another dialect, and a file that is no prompt, are kept as they are', async () => {
    const registry = await project();
    await registry.publish({ 'go.prompt': 'Hello {{.Name}}', 'x.yaml': ': {', 'notes.md': '{{#if}}' });
  });
});

describe('stored versions', () => {
  it.each([
    'UPDATE git_objects SET content = content',
    'DELETE FROM git_objects',
    'UPDATE commits SET message = message',
    'DELETE FROM commits',
    'UPDATE commit_paths SET after = after',
    'DELETE FROM commit_paths',
    'UPDATE lines SET parent_position = 1',
    'UPDATE branches SET name = name',
    'TRUNCATE git_objects, lines, commits, commit_paths, branches',
  ])('cannot be changed by the role that the hub works as: %s', async (statement) => {
    await expect(hub.dataSource.query(statement)).rejects.toThrow(/permission denied/);
  });

  it('refuse another text under the same id (a SHA-1 collision)', async () => {
    const registry = await project();
    const { commit } = await registry.publish({ a: '1' });
    const slug = registry.root.split('/').at(-1);
    const [row] = await hub.dataSource.query('SELECT id AS project_id FROM projects WHERE slug = $1', [slug]);
    // The id of "collide", with other bytes.
    const id = createHash('sha1').update('blob 7\0collide').digest('hex');
    await hub.dataSource.query(
      `INSERT INTO git_objects (project_id, id, type, size, content) VALUES ($1, $2, 'blob', 1, 'x')`,
      [row.project_id, id],
    );
    const answer = await registry.post({ b: 'collide' }, { parent: commit.id });
    expect(answer.status).toBe(500);
    expect((await registry.get('branches')).body.items[0].head).toBe(commit.id);
  });
});
