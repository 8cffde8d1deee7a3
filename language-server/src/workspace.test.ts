import { Documents } from './documents';
import { MemoryFileSystem } from './testing/memory-file-system';
import { Workspace } from './workspace';

async function workspaceWith(files: Record<string, string>, folders = ['file:///workspace']) {
  const fileSystem = new MemoryFileSystem(files);
  const documents = new Documents();
  const workspace = new Workspace(fileSystem, documents);
  await workspace.setFolders(folders);
  return { workspace, documents, fileSystem };
}

const at = (path: string) => `file:///workspace/${path}`;

test('prompts, suites and partials are found; dependencies and hidden folders are not looked into', async () => {
  const { workspace } = await workspaceWith({
    'a.prompt': '',
    'x/b.tests.yaml': '',
    'node_modules/c.prompt': '',
    '.git/d.prompt': '',
    '.e.prompt': '',
  });
  expect(workspace.prompts()).toEqual([at('a.prompt')]);
  expect(workspace.suites()).toEqual([at('x/b.tests.yaml')]);
});

test('an open partial’s text wins over the disk’s', async () => {
  const { workspace, documents } = await workspaceWith({ 'a.prompt': '', '_p.prompt': 'old' });
  expect(workspace.partials(at('a.prompt'))).toEqual({ p: 'old' });
  workspace.textChanged(documents.open(at('_p.prompt'), 'dotprompt', 1, 'new'));
  expect(workspace.partials(at('a.prompt'))).toEqual({ p: 'new' });
});

test('a folder with a `prompthub.yaml` is a project of its own', async () => {
  const { workspace } = await workspaceWith({
    '_outer.prompt': '',
    'desk/prompthub.yaml': 'project: acme/desk\n',
    'desk/_inner.prompt': '',
    'desk/mail/_footer.prompt': '',
    'other/_far.prompt': '',
  });
  expect(Object.keys(workspace.partials(at('desk/mail/a.prompt')) ?? {}).sort()).toEqual([
    'footer',
    'inner',
    'mail/footer',
  ]);
  expect(Object.keys(workspace.partials(at('other/a.prompt')) ?? {})).toContain('desk/inner');
});

test('a partial is parsed once for each of its texts, and only when asked for', async () => {
  const { workspace, documents, fileSystem } = await workspaceWith({
    '_p.prompt': '{{a}}',
    'x/_q.prompt': '',
  });
  const tree = () => workspace.partialTrees(at('a.prompt'))?.['p'];
  expect(Object.keys(workspace.partialTrees(at('a.prompt')) ?? {}).sort()).toEqual(['p', 'q', 'x/q']);
  const first = tree();
  expect(first?.source).toBe('{{a}}');
  await workspace.filesChanged([at('x/_q.prompt')]);
  expect(tree()).toBe(first);
  fileSystem.write(at('_p.prompt'), '{{b}}');
  await workspace.filesChanged([at('_p.prompt')]);
  expect(tree()?.source).toBe('{{b}}');
  const open = documents.open(at('_p.prompt'), 'dotprompt', 1, '{{c}}');
  expect(tree()).toBe(open.tree);
});

test('files that appear, change and go are noticed', async () => {
  const { workspace, fileSystem } = await workspaceWith({ 'a.prompt': '' });
  fileSystem.write(at('_p.prompt'), 'one');
  await workspace.filesChanged([at('_p.prompt')]);
  expect(workspace.partials(at('a.prompt'))).toEqual({ p: 'one' });
  fileSystem.write(at('_p.prompt'), 'two');
  await workspace.filesChanged([at('_p.prompt')]);
  expect(workspace.partials(at('a.prompt'))).toEqual({ p: 'two' });
  fileSystem.remove(at('_p.prompt'));
  await workspace.filesChanged([at('_p.prompt')]);
  expect(workspace.partials(at('a.prompt'))).toEqual({});
});

test('a file outside every folder sees the partials beside it, and nothing else', async () => {
  const { workspace, documents } = await workspaceWith(
    { 'out/a.prompt': '', 'out/_p.prompt': 'P', 'out/deep/_q.prompt': '' },
    [],
  );
  expect(workspace.partials(at('out/a.prompt'))).toBeUndefined();
  await workspace.opened(documents.open(at('out/a.prompt'), 'dotprompt', 1, ''));
  expect(workspace.partials(at('out/a.prompt'))).toEqual({ p: 'P' });
});

test('a document that is not saved yet knows nothing about its surroundings', async () => {
  const { workspace, documents } = await workspaceWith({});
  await workspace.opened(documents.open('untitled:Untitled-1', 'dotprompt', 1, 'Hi'));
  expect(workspace.partials('untitled:Untitled-1')).toBeUndefined();
});

test('the nearest link file counts; a broken one does not', async () => {
  const { workspace } = await workspaceWith({
    'prompthub.yaml': 'endpoints: { local: { baseUrl: "http://localhost:1/v1" } }',
    'sub/prompthub.yaml': 'endpoints: [',
    'sub/a.prompt': '',
  });
  expect(workspace.linkOf(at('sub/a.prompt'))?.endpoints.local?.baseUrl).toBe('http://localhost:1/v1');
});

test('the same file written in another way is the same file', async () => {
  const { workspace } = await workspaceWith({ 'mit leer.prompt': '', 'mit leer.tests.yaml': '' });
  expect(workspace.suiteOf('file:///workspace/mit leer.prompt')).toBe(at('mit%20leer.tests.yaml'));
});

describe('the index', () => {
  test('knows who includes which partial, by any of the names that it is seen by', async () => {
    const { workspace } = await workspaceWith({
      '_p.prompt': '{{> q}}',
      'mail/_p.prompt': '',
      'mail/_q.prompt': '',
      'a.prompt': '{{> p}}',
      'b.prompt': '{{> mail/p}}',
      'mail/c.prompt': 'x {{#> p}}y{{/p}}',
      'd.prompt': '{{> missing}}',
    });
    await workspace.indexed;
    const usersOf = (path: string) => workspace.usersOf(at(path)).sort();
    expect(usersOf('_p.prompt')).toEqual([at('a.prompt')]);
    expect(usersOf('mail/_p.prompt')).toEqual([at('b.prompt'), at('mail/c.prompt')]);
    expect(usersOf('mail/_q.prompt')).toEqual([at('_p.prompt')]);
  });

  test('follows what is typed, what is saved and what goes', async () => {
    const { workspace, documents, fileSystem } = await workspaceWith({
      '_p.prompt': '',
      'a.prompt': '{{> p}}',
    });
    await workspace.indexed;
    const users = () => workspace.usersOf(at('_p.prompt'));
    workspace.textChanged(documents.open(at('a.prompt'), 'dotprompt', 1, 'nothing'));
    expect(users()).toEqual([]);
    documents.close(at('a.prompt'));
    await workspace.filesChanged([at('a.prompt')]);
    expect(users()).toEqual([at('a.prompt')]);
    fileSystem.write(at('b.prompt'), '{{> p}}');
    await workspace.filesChanged([at('b.prompt')]);
    expect(users()).toEqual([at('a.prompt'), at('b.prompt')]);
    fileSystem.remove(at('a.prompt'));
    await workspace.filesChanged([at('a.prompt')]);
    expect(users()).toEqual([at('b.prompt')]);
  });

  test('a folder that goes takes its files with it, one that comes brings them', async () => {
    const { workspace, fileSystem } = await workspaceWith({ 'x/deep/_p.prompt': '', 'xy.prompt': '' });
    fileSystem.remove(at('x/deep/_p.prompt'));
    fileSystem.write(at('y/deep/_q.prompt'), '');
    await workspace.filesChanged([at('x'), at('y')]);
    await workspace.indexed;
    expect(workspace.prompts()).toEqual([at('xy.prompt'), at('y/deep/_q.prompt')]);
    expect(Object.keys(workspace.partials(at('xy.prompt')) ?? {}).sort()).toEqual(['q', 'y/deep/q']);
  });

  test('reads at most 32 files at a time, and prompts that are no partials only behind `ready`', async () => {
    const files = new MemoryFileSystem(
      Object.fromEntries(
        [...Array(100).keys()].map((i) => [`${i % 7}/${i % 2 ? '_' : ''}p${i}.prompt`, 'x']),
      ),
    );
    let [now, most, count] = [0, 0, 0];
    const slow = {
      list: files.list.bind(files),
      read: async (uri: string) => {
        most = Math.max(most, ++now);
        count++;
        await Promise.resolve();
        now--;
        return files.read(uri);
      },
    };
    const workspace = new Workspace(slow, new Documents());
    let countWhenReady = 0;
    void workspace.setFolders(['file:///workspace']).then(() => (countWhenReady = count));
    await workspace.indexed;
    expect([...workspace.summaries()]).toHaveLength(100);
    expect(countWhenReady).toBeGreaterThanOrEqual(50);
    expect(countWhenReady).toBeLessThan(100);
    expect(most).toBe(32);
  });

  test('a workspace with too many files is cut off, and the log says so', async () => {
    const log: string[] = [];
    const fileSystem = new MemoryFileSystem({ 'a.prompt': '', 'b.prompt': '', 'c/d.prompt': '' });
    const workspace = new Workspace(fileSystem, new Documents(), {
      maxFiles: 2,
      log: (text) => log.push(text),
    });
    await workspace.setFolders(['file:///workspace']);
    expect(workspace.prompts()).toEqual([at('a.prompt'), at('b.prompt')]);
    expect(log).toEqual([expect.stringContaining('more than 2 prompts')]);
  });
});

describe('the stamp of a file changes', () => {
  const files = {
    'a.prompt': '{{> p}}',
    'b.prompt': 'b',
    '_p.prompt': '{{> q}}',
    '_q.prompt': '',
    '_r.prompt': '',
    'a.tests.yaml': '[]',
  };
  const changes: [string, string, readonly string[]][] = [
    ['a partial that it includes', '_p.prompt', ['a.prompt', '_p.prompt', 'a.tests.yaml']],
    ['one that this includes', '_q.prompt', ['a.prompt', '_p.prompt', '_q.prompt', 'a.tests.yaml']],
    ['one that it does not include', '_r.prompt', ['_r.prompt']],
    ['another prompt', 'b.prompt', ['b.prompt']],
    ['the prompt of a suite', 'a.prompt', ['a.prompt', 'a.tests.yaml']],
  ];
  const stamps = (workspace: Workspace) =>
    Object.keys(files).map((path) => [path, workspace.stampOf(at(path))]);
  const changed = (before: string[][], after: string[][]) =>
    after.filter(([, stamp], i) => stamp !== before[i]?.[1]).map(([path = '']) => path);

  test.each(changes)(
    'with %s, on the disk or in the editor, and with no other',
    async (_what, path, expected) => {
      const { workspace, documents, fileSystem } = await workspaceWith(files);
      await workspace.indexed;
      const before = stamps(workspace);
      fileSystem.write(at(path), `${files[path as keyof typeof files]} changed`);
      await workspace.filesChanged([at(path)]);
      const saved = stamps(workspace);
      expect(changed(before, saved).sort()).toEqual([...expected].sort());
      workspace.textChanged(documents.open(at(path), 'dotprompt', 1, files[path as keyof typeof files]));
      expect(changed(saved, stamps(workspace)).sort()).toEqual([...expected].sort());
    },
  );

  test('when files come or go, whichever they are', async () => {
    const { workspace, fileSystem } = await workspaceWith(files);
    const before = stamps(workspace);
    fileSystem.write(at('_new.prompt'), '');
    await workspace.filesChanged([at('_new.prompt')]);
    expect(changed(before, stamps(workspace))).toEqual(Object.keys(files));
  });
});
