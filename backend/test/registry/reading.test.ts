import { startHub, type TestHub } from '../hub';
import { BareRepository } from './bare-repository';
import { newProject, RegistryClient } from './registry-client';

let hub: TestHub;
beforeAll(async () => {
  hub = await startHub();
});
afterAll(() => hub?.close());

let projects = 0;
const project = (): Promise<RegistryClient> => newProject(hub, `reading-${++projects}`);

describe('a file', () => {
  it('has its blob as ETag, and is not sent again to who knows it', async () => {
    const registry = await project();
    const { commit } = await registry.publish({ a: 'text', b: '1' });
    const first = await registry.get('file', { path: 'a' });
    const etag = first.headers.get('etag')!;
    expect(etag).toBe(`"${first.body.blob}"`);
    await registry.publish({ b: '2' }, { parent: commit.id });
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await registry.get('file', { path: 'a' }, { 'if-none-match': known });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    }
    expect((await registry.get('file', { path: 'b' }, { 'if-none-match': etag })).status).toBe(200);
  });

  it.each([
    ['a path that is not there', { path: 'missing' }, 'file-not-found'],
    ['a folder', { path: 'folder' }, 'file-not-found'],
    ['below a file', { path: 'a/b' }, 'file-not-found'],
    ['a branch that is not there', { path: 'a', ref: 'other' }, 'ref-not-found'],
    ['an id that is not there', { path: 'a', ref: '0'.repeat(40) }, 'ref-not-found'],
    ['a short id that is not there', { path: 'a', ref: '0000000' }, 'ref-not-found'],
    ['too short an id', { path: 'a', ref: '000000' }, 'ref-not-found'],
  ])('%s is a 404', async (_what, query, code) => {
    const registry = await project();
    await registry.publish({ a: 'x', 'folder/x': 'x' });
    const answer = await registry.get('file', query);
    expect(answer.body).toMatchObject({ status: 404, code });
  });

  it('of a project without versions is a 404 that says so, and the listings are empty', async () => {
    const registry = await project();
    expect((await registry.get('file', { path: 'a' })).body).toMatchObject({ code: 'ref-not-found' });
    expect((await registry.get('diff')).body).toMatchObject({ code: 'ref-not-found' });
    expect((await registry.get('files')).body).toEqual({ ref: 'main', items: [] });
    expect((await registry.get('history')).body).toEqual({ items: [] });
    expect((await registry.get('branches')).body).toEqual({ items: [] });
  });

  it.each([
    ['a path with ..', { path: '../x' }],
    ['no path', {}],
    ['NUL in the ref', { path: 'a', ref: 'a\0' }],
  ])('%s is a 422', async (_what, query) => {
    const registry = await project();
    expect((await registry.get('file', query)).body).toMatchObject({
      status: 422,
      code: 'validation-failed',
    });
  });
});

describe('a short id', () => {
  it('that several versions share is a 409 with the candidates', async () => {
    const registry = await project();
    const { commit } = await registry.publish({ a: 'x' });
    const prefix = commit.id.slice(0, 7);
    const twin = prefix + (commit.id[7] === '0' ? '1' : '0').repeat(33);
    await addTwin(registry, commit.id, twin);
    const answer = await registry.get('file', { path: 'a', ref: prefix });
    expect(answer.body).toMatchObject({
      status: 409,
      code: 'ambiguous-ref',
      candidates: [commit.id, twin].sort(),
    });
    const longer = await registry.get('file', { path: 'a', ref: commit.id.slice(0, 8) });
    expect(longer.body.commit).toBe(commit.id);
    expect((await registry.get(`commits/${prefix}`)).status).toBe(409);
  });

  /** A second commit whose id begins alike; nobody can make one to order, so it goes straight into the tables. */
  async function addTwin(registry: RegistryClient, id: string, twin: string): Promise<void> {
    const slug = registry.root.split('/').at(-1);
    const scope = 'WHERE project_id = (SELECT id FROM projects WHERE slug = $1) AND id = $2';
    await hub.dataSource.query(
      `INSERT INTO git_objects SELECT project_id, $3, type, size, content FROM git_objects ${scope}`,
      [slug, id, twin],
    );
    await hub.dataSource.query(
      `INSERT INTO commits (project_id, id, line_id, position, tree, parents, author_name, author_email, message,
         file_count, total_bytes, created_at)
       SELECT project_id, $3, line_id, position + 1, tree, parents, author_name, author_email, message, file_count,
         total_bytes, created_at FROM commits ${scope}`,
      [slug, id, twin],
    );
  }
});

describe('history', () => {
  it('keeps its place while new versions arrive', async () => {
    const registry = await project();
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) {
      const { commit } = await registry.publish(
        { a: `${i}` },
        { parent: ids.at(-1) ?? null, message: `m${i}` },
      );
      ids.push(commit.id);
    }
    const page = (await registry.get('history', { path: 'a', limit: '2' })).body;
    await registry.publish({ a: 'newer' }, { parent: ids.at(-1) });
    const next = (await registry.get('history', { path: 'a', limit: '200', cursor: page.nextCursor })).body;
    const seen = [...page.items, ...next.items] as { id: string; message: string; blob: string }[];
    expect(seen.map(({ id }) => id)).toEqual([...ids].reverse());
    expect(seen.map(({ message }) => message)).toEqual(['m4', 'm3', 'm2', 'm1', 'm0']);
    expect(next.nextCursor).toBeUndefined();
    expect(seen[0]!.blob).toMatch(/^[0-9a-f]{40}$/);
  });

  it('shows a deletion as a version without a blob', async () => {
    const registry = await project();
    const first = await registry.publish({ a: '1', b: '1' });
    await registry.publish({ a: null }, { parent: first.commit.id });
    const { items } = (await registry.get('history', { path: 'a' })).body;
    expect(items.map((item: { blob?: string }) => item.blob !== undefined)).toEqual([false, true]);
  });

  it.each(['x', Buffer.from('["a",1]').toString('base64url'), Buffer.from('{}').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      const registry = await project();
      expect((await registry.get('history', { cursor })).body).toMatchObject({ status: 422 });
    },
  );

  it('does not follow a cursor into another project', async () => {
    const [mine, theirs] = [await project(), await project()];
    const a = await theirs.publish({ secret: '1' });
    await theirs.publish({ secret: '2' }, { parent: a.commit.id });
    const { nextCursor } = (await theirs.get('history', { limit: '1' })).body;
    expect((await mine.get('history', { cursor: nextCursor })).status).toBe(404);
  });
});

describe('a version', () => {
  it('lists what it changed', async () => {
    const registry = await project();
    const first = await registry.publish({ a: '1', b: '1' });
    const second = await registry.publish({ a: '2', b: null, c: '1' }, { parent: first.commit.id });
    const detail = (await registry.get(`commits/${second.commit.id.slice(0, 9)}`)).body;
    expect(detail).toMatchObject({ ...second.commit });
    expect(
      detail.changes.map(({ path, status }: { path: string; status: string }) => [path, status]),
    ).toEqual([
      ['a', 'modified'],
      ['b', 'deleted'],
      ['c', 'added'],
    ]);
  });
});

describe('diff', () => {
  it('compares any two versions, and by default the last one with the one before', async () => {
    const registry = await project();
    const first = await registry.publish({ a: 'one\ntwo\n', gone: 'x\n', same: 's' });
    const second = await registry.publish(
      { a: 'one\n2\n', gone: null, new: 'n\n' },
      { parent: first.commit.id },
    );
    const { body } = await registry.get('diff');
    expect(body).toMatchObject({ from: first.commit.id, to: second.commit.id });
    expect(body.files.map(({ path, status }: { path: string; status: string }) => [path, status])).toEqual([
      ['a', 'modified'],
      ['gone', 'deleted'],
      ['new', 'added'],
    ]);
    expect(body.files[0].patch).toContain('-two\n+2\n');
    const back = (await registry.get('diff', { from: 'main', to: first.commit.id, path: 'a' })).body;
    expect(back.files).toHaveLength(1);
    expect(back.files[0].patch).toContain('-2\n+two\n');
    const root = (await registry.get('diff', { to: first.commit.id })).body;
    expect(root.from).toBeUndefined();
    expect(root.files).toHaveLength(3);
    expect((await registry.get('diff', { from: 'main', to: 'main' })).body.files).toEqual([]);
  });

  it('says of a prompt what changed in meaning, and where it stands on both sides', async () => {
    const registry = await project();
    const first = await registry.publish({
      'a.prompt': '---\nmodel: echo/a\n---\n{{role "user"}}\nHi\n',
      'b.prompt': 'Hi\n',
      'c.txt': '1',
    });
    await registry.publish(
      {
        'a.prompt': '---\n# Why\nmodel: echo/b\n---\n{{role "user"}}\nHi\n',
        'b.prompt': null,
        'c.txt': '2',
        'd.prompt': 'Hi\n',
      },
      { parent: first.commit.id },
    );
    const { files } = (await registry.get('diff')).body as { files: { path: string; changes?: unknown }[] };
    expect(files.map(({ path, changes }) => [path, changes])).toEqual([
      [
        'a.prompt',
        [
          {
            kind: 'model',
            name: 'model',
            sentence: '`model` changed from "echo/a" to "echo/b".',
            before: { start: { line: 1, character: 7 }, end: { line: 1, character: 13 } },
            after: { start: { line: 2, character: 7 }, end: { line: 2, character: 13 } },
          },
        ],
      ],
      ['b.prompt', undefined],
      ['c.txt', undefined],
      ['d.prompt', undefined],
    ]);
  });

  it('gives patches that git apply takes from one version to the other', async () => {
    const registry = await project();
    const lines = Array.from({ length: 200 }, (_, i) => `line ${i}`);
    const first = await registry.publish({ 'a/b.txt': lines.join('\n'), gone: 'x', kept: 'k' });
    const edited = lines.filter((_, i) => i % 50 !== 3).map((line, i) => (i % 40 === 7 ? `${line}!` : line));
    const changes = { 'a/b.txt': `${edited.join('\n')}\n`, gone: null, 'new/file': 'n\r\n' };
    const second = await registry.publish(changes, { parent: first.commit.id });
    const repository = new BareRepository();
    try {
      await repository.fetch(registry);
      const env = { GIT_INDEX_FILE: `${repository.folder}/index` };
      repository.git(['read-tree', first.commit.id], { env });
      const { files } = (await registry.get('diff')).body as { files: { patch: string }[] };
      repository.git(['apply', '--cached'], { env, input: files.map(({ patch }) => patch).join('') });
      expect(repository.git(['write-tree'], { env }).trim()).toBe(second.commit.tree);
    } finally {
      repository.remove();
    }
  });
});

describe('who may', () => {
  const routes = (id: string, blob: string): [string, string, unknown?][] => [
    ['GET', 'branches'],
    ['GET', 'files'],
    ['GET', 'file?path=a'],
    ['GET', `file?path=a&ref=${id}`],
    ['GET', 'history'],
    ['GET', 'history?path=a'],
    ['GET', `commits/${id}`],
    ['GET', 'diff'],
    ['GET', `objects/${blob}`],
    ['POST', 'commits', { parent: id, message: 'm', changes: [{ path: 'a', content: '2' }] }],
  ];

  it('a stranger cannot tell a project that is not theirs from one that does not exist', async () => {
    const registry = new RegistryClient(hub);
    const { commit } = await registry.publish({ a: '1' });
    const { blob } = (await registry.get('file', { path: 'a' })).body;
    for (const [method, route, json] of routes(commit.id, blob)) {
      const ask = async (place: string) => {
        const path = `/api/v1/projects/${place}/${route}`;
        const { status, body, headers } = await hub.request(path, { as: 'stranger', method, json });
        return { status, body: { ...body, requestId: undefined }, type: headers.get('content-type') };
      };
      const hidden = await ask('acme/support-desk');
      expect(hidden.status).toBe(404);
      expect(hidden).toEqual(await ask('acme/no-such-project'));
      expect(hidden).toEqual(await ask('no-such-organization/support-desk'));
      const anonymous = await hub.request(`${registry.root}/${route}`, { method, json });
      expect(anonymous.status).toBe(401);
    }
  });

  it('every member reads; owners, admins and editors publish', async () => {
    const registry = new RegistryClient(hub);
    const head = (await registry.get('branches')).body.items[0].head as string;
    const { blob } = (await registry.get('file', { path: 'a' })).body;
    for (const as of ['owner', 'admin', 'editor', 'viewer'] as const) {
      for (const [method, route] of routes(head, blob)) {
        if (method === 'GET') expect((await registry.request(route, { as })).status).toBe(200);
      }
      const json = { parent: head, message: 'm', changes: [{ path: `by-${as}`, content: '2' }] };
      expect((await registry.request('commits', { as, json })).status).toBe(as === 'viewer' ? 403 : 201);
    }
  });

  it('an object of another project is not there, though its id is known', async () => {
    const [mine, theirs] = [await project(), await project()];
    await mine.publish({ a: 'mine' });
    await theirs.publish({ a: 'only theirs' });
    const { blob, commit } = (await theirs.get('file', { path: 'a' })).body;
    expect((await theirs.get(`objects/${blob}`)).status).toBe(200);
    for (const route of [`objects/${blob}`, `objects/${commit}`, `commits/${commit}`]) {
      expect((await mine.get(route)).status).toBe(404);
    }
    expect((await mine.get('objects/xyz')).status).toBe(422);
  });
});
