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
  const before = workspace.generation;
  workspace.textChanged(documents.open(at('_p.prompt'), 'dotprompt', 1, 'new'));
  expect(workspace.partials(at('a.prompt'))).toEqual({ p: 'new' });
  expect(workspace.generation).toBeGreaterThan(before);
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
